/* Says hello and ends. */
#include "boot.h"
#include "console.h"

uint32_t guest(void)
{
    print("hello\n");
    return 0;
}
