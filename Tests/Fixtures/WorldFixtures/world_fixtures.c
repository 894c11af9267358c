#include "world_fixtures.h"
