// Compiles the contract by itself: its static assertions hold for this machine, or nothing is built.
#include "game_abi.h"
