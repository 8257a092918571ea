/* The frozen layout, as C11. */
#include "layout.inc"
