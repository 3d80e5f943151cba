for i in $(seq 1 ${1:-12}); do
  timeout 300 node_modules/.bin/node --test --test-name-pattern='PostgreSQL' --test-name-pattern='failover' test/storage/dispatch.test.ts > /tmp/fo.$i.log 2>&1
  rc=$?; echo "$i rc=$rc $(grep -c '^DBG' /tmp/fo.$i.log)"; [ $rc -ne 0 ] && break
done
