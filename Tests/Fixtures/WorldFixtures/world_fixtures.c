#include "world_fixtures.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void fixture_lock(void) { pthread_mutex_lock(&mutex); }
void fixture_unlock(void) { pthread_mutex_unlock(&mutex); }
