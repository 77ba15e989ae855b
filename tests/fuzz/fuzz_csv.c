#include "inventory.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	return fuzz_inventory(INVENTORY_CSV, data, n);
}
