/* Runs a kernel, or all of them in turn, and prints a checksum over what they did. Boot arguments: kernel=NAME,
 * iterations=N. */
#include "boot.h"
#include "compute/kernels.h"
#include "console.h"
#include "text.h"

#define ITERATIONS_DEFAULT 10
#define UNKNOWN_KERNEL_CODE 2

struct kernel {
    const char *name;
    uint32_t (*run)(uint32_t iteration, uint32_t checksum);
};

static const struct kernel kernels[] = {
    {"list", list_kernel}, {"matrix", matrix_kernel}, {"states", states_kernel},
    {"records", records_kernel}, {"sieve", sieve_kernel}, {"sha256", sha256_kernel},
};
#define KERNELS (sizeof kernels / sizeof kernels[0])

static bool chosen(const struct kernel *kernel, const char *names)
{
    uint32_t length = text_length(kernel->name);
    return !names || (text_begins(names, kernel->name) && (names[length] == 0 || names[length] == ' '));
}

uint32_t guest(void)
{
    const char *name = text_option(boot_arguments(), "kernel");
    const char *number = text_option(boot_arguments(), "iterations");
    uint32_t iterations = ITERATIONS_DEFAULT;
    uint32_t code = UNKNOWN_KERNEL_CODE;
    if (number) {
        text_number(&number, &iterations);
    }
    for (uint32_t i = 0; i < KERNELS; i++) {
        if (chosen(&kernels[i], name)) {
            uint32_t checksum = 0;
            code = 0;
            for (uint32_t iteration = 0; iteration < iterations; iteration++) {
                checksum = kernels[i].run(iteration, checksum);
            }
            print(kernels[i].name);
            print(" iterations ");
            print_decimal(iterations);
            print(" checksum ");
            print_hex(checksum);
            print("\n");
        }
    }
    if (code != 0) {
        print("compute: no such kernel\n");
    }
    return code;
}
