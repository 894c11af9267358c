#if !__has_include(<zlib.h>)
#error "zlib.h is missing; run .ci/setup, or: apt install zlib1g-dev"
#endif

#include <zlib.h>
