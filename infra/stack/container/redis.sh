#!/bin/sh
# Redis with the password in REDIS_PASSWORD. Redis reads no variables, and every process of the machine could read an
# argument, so the password comes by its standard input. Its configuration ends with it.
exec redis-server /etc/redis.conf - <<END_OF_CONFIGURATION
requirepass $REDIS_PASSWORD
END_OF_CONFIGURATION
