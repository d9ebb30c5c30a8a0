/* Products of matrices of small numbers. */
#include "kernels.h"

#define SIDE 24

static int16_t left[SIDE][SIDE];
static int16_t right[SIDE][SIDE];
static int32_t product[SIDE][SIDE];

static void fill(uint32_t seed)
{
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            left[row][column] = (int16_t)next_random(&seed);
            right[row][column] = (int16_t)(next_random(&seed) & 0xff);
        }
    }
}

static void multiply(void)
{
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            int32_t sum = 0;
            for (int i = 0; i < SIDE; i++) {
                sum += left[row][i] * right[i][column];
            }
            product[row][column] = sum;
        }
    }
}

uint32_t matrix_kernel(uint32_t iteration, uint32_t checksum)
{
    fill(iteration * 2 + 1);
    multiply();
    for (int row = 0; row < SIDE; row++) {
        int32_t sum = 0;
        for (int column = 0; column < SIDE; column++) {
            sum += product[row][column] / (column + 1) ^ product[column][row] >> 3;
        }
        checksum = crc_word(checksum, (uint32_t)sum);
    }
    return checksum;
}
