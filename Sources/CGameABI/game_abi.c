// Compiles the contract on its own, so that its static assertions are checked in every build.
#include "game_abi.h"
