// The frozen layout, as C++.
#include "layout.inc"
