#!/bin/sh
# Redis with the password in REDIS_PASSWORD. Redis reads no variables, and every process of the machine could read an
# argument, so the password comes by its standard input. Its configuration ends with it.
# Other characters would end the line below, or the URL in which a replica gets the same password.
case $REDIS_PASSWORD in
  '' | *[!A-Za-z0-9_-]*)
    echo 'The password of a Redis consists of letters, digits, - and _. Set <ARM>_STORE_PASSWORD.' >&2
    exit 1
    ;;
esac
exec redis-server /etc/redis.conf - <<END_OF_CONFIGURATION
requirepass $REDIS_PASSWORD
END_OF_CONFIGURATION
