/**
 * The scripts of the revocation log. All get the same KEYS: epoch, seq, log, token, login, subject, not-before.
 * Redis runs a script as one step, so state and log always agree.
 */

/**
 * Starts a new epoch when Redis has lost any of the keys (a restart, a flush, an eviction). Each key holds a mark from
 * the beginning, the empty name: a key that is written again right after its loss would otherwise look like one that
 * was never lost. The mark of the not-befores is the time at which the epoch began. The script logs the new epoch, so
 * the replicas that wait for entries receive it.
 * ARGV[1]: a random number.
 */
const epochOrNew = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local epoch = redis.call('GET', KEYS[1])
local complete = epoch and redis.call('GET', KEYS[2])
  and redis.call('EXISTS', KEYS[3]) == 1 and redis.call('HEXISTS', KEYS[7], '') == 1
for index = 4, 6 do complete = complete and redis.call('ZSCORE', KEYS[index], '') end
if not complete then
  epoch = ARGV[1]
  redis.call('SET', KEYS[1], epoch)
  for index = 4, 6 do redis.call('ZADD', KEYS[index], '+inf', '') end
  redis.call('HSET', KEYS[7], '', string.format('%.0f', now))
  redis.call('XADD', KEYS[3], '*', 'seq', redis.call('INCR', KEYS[2]), 'epoch', epoch,
    'kind', 'epoch', 'id', '', 'ends', '0', 'since', '0')
end`;

/**
 * Adds the revocations that are not there yet, and logs exactly those: new ones, and those that a replica gives back.
 * ARGV: random number, life of the log in ms, then for each: kind, id, end in ms ('+' in front: from now on),
 * not-before in ms ('+' in front: now, and not before this). Returns the end and the not-before of each.
 */
export const recordScript = `${epochOrNew}
local sets = { token = KEYS[4], login = KEYS[5], subject = KEYS[6] }
local oldest = string.format('%.0f', now - tonumber(ARGV[2]))
local results = {}
for index = 3, #ARGV, 4 do
  local kind, id, ends, since = ARGV[index], ARGV[index + 1], ARGV[index + 2], ARGV[index + 3]
  ends = tonumber(ends) + (string.sub(ends, 1, 1) == '+' and now or 0)
  local known = redis.call('ZSCORE', sets[kind], id)
  local changed = not known or tonumber(known) < ends
  if changed then redis.call('ZADD', sets[kind], ends, id) end
  local notBefore = 0
  if kind == 'subject' then
    local was = tonumber(redis.call('HGET', KEYS[7], id) or '0')
    notBefore = math.max(tonumber(since), was)
    -- At least one more: a login in the same millisecond was dated one after the last revocation.
    if string.sub(since, 1, 1) == '+' then notBefore = math.max(notBefore, now, was + 1) end
    if notBefore > was then
      redis.call('HSET', KEYS[7], id, string.format('%.0f', notBefore))
      changed = true
    end
  end
  local endsText, sinceText = string.format('%.0f', ends), string.format('%.0f', notBefore)
  if changed then
    redis.call('XADD', KEYS[3], 'MINID', '~', oldest, '*', 'seq', redis.call('INCR', KEYS[2]),
      'epoch', epoch, 'kind', kind, 'id', id, 'ends', endsText, 'since', sinceText)
  end
  results[#results + 1] = { endsText, sinceText }
end
-- Drops a few entries that have ended, so no single call has to drop them all.
for kind, set in pairs(sets) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, 100)) do
    redis.call('ZREM', set, id)
    if kind == 'subject' then redis.call('HDEL', KEYS[7], id) end
  end
end
return results`;

/** ARGV: random number. Returns epoch, seq, last id of the log, the time, and when the epoch began, both in ms. */
export const stateScript = `${epochOrNew}
local last = '0-0'
local info = redis.call('XINFO', 'STREAM', KEYS[3])
for index = 1, #info, 2 do
  if info[index] == 'last-generated-id' then last = info[index + 1] end
end
return { epoch, redis.call('GET', KEYS[2]), last, string.format('%.0f', now),
  redis.call('HGET', KEYS[7], '') }`;
