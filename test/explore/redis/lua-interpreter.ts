import { lauxlib, lua, lualib, type State } from 'fengari';
import { LuaStack, toBytes, toText } from './lua-stack.ts';
import { array, bulk, RedisError, type Reply } from './resp.ts';

/** One run of a script. */
export interface ScriptRun {
  readonly script: string;
  /** The script's SHA-1, which Redis shows in errors. */
  readonly sha: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** Carries out what the script calls. @throws RedisError when Redis would reply an error */
  readonly call: (command: readonly string[]) => Reply;
}

/**
 * Redis runs Lua 5.1, where every number is a double, and a text of a number may be what C reads as one: `inf` too.
 * fengari is Lua 5.3, whose whole numbers have 32 bits here. So what makes a number of a text or of a fraction must
 * give a double. A script may set no globals, as in Redis.
 */
const prelude = `
unpack = table.unpack
local number, floor, huge = tonumber, math.floor, math.huge
local endless = { inf = huge, ['+inf'] = huge, ['-inf'] = -huge }
tonumber = function(...)
  local made = number(...) or endless[...]
  return made and made + 0.0
end
math.floor = function(value) return floor(value) + 0.0 end
KEYS, ARGV = {}, {}
setmetatable(_G, { __newindex = function(_, name)
  error('Script attempted to create global variable ' .. tostring(name), 2)
end, __index = function(_, name)
  error('Script attempted to access nonexistent global variable ' .. tostring(name), 2)
end })`;

/** What Redis calls every script in its errors. */
const scriptName = 'user_script';

/** Runs the scripts of Redis. It is a real Lua, so the scripts of the product run as they are. */
export class LuaInterpreter {
  readonly #state: State;
  readonly #stack: LuaStack;
  /** The compiled script in Lua's registry, by SHA-1. */
  readonly #compiled = new Map<string, number>();
  #run: ScriptRun | null = null;
  /** What no reply can say: it ends the script, and the caller of `run` hears of it. */
  readonly #failures: unknown[] = [];
  #errorLine = 0;

  constructor() {
    this.#state = lauxlib.luaL_newstate();
    this.#stack = new LuaStack(this.#state);
    const libraries = {
      _G: lualib.luaopen_base,
      string: lualib.luaopen_string,
      table: lualib.luaopen_table,
      math: lualib.luaopen_math,
    };
    for (const [name, open] of Object.entries(libraries)) {
      lauxlib.luaL_requiref(this.#state, toBytes(name), open, true);
    }
    this.#defineRedis();
    this.#compile(prelude, 'prelude');
    if (lua.lua_pcall(this.#state, 0, 0, 0) !== lua.LUA_OK) throw new Error(this.#popText());
    lua.lua_settop(this.#state, 0);
  }

  /** @throws RedisError when the script ends with an error */
  run(run: ScriptRun): Reply {
    const state = this.#state;
    this.#run = run;
    this.#failures.length = 0;
    this.#setGlobal('KEYS', run.keys);
    this.#setGlobal('ARGV', run.values);
    try {
      lua.lua_pushcfunction(state, () => this.#noteLine());
      lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, this.#compiledScript(run));
      const status = lua.lua_pcall(state, 0, 1, 1);
      if (this.#failures.length > 0) throw this.#failures[0];
      const reply = this.#stack.toReply(-1);
      if (status === lua.LUA_OK) return reply;
      const message = reply.kind === 'error' ? reply.message : `ERR ${this.#popText()}`;
      throw new RedisError(`${message} script: ${run.sha}, on @${scriptName}:${this.#errorLine}.`);
    } finally {
      lua.lua_settop(state, 0);
      this.#run = null;
    }
  }

  #compiledScript({ sha, script }: ScriptRun): number {
    const known = this.#compiled.get(sha);
    if (known !== undefined) return known;
    this.#compile(script, scriptName);
    const made = lauxlib.luaL_ref(this.#state, lua.LUA_REGISTRYINDEX);
    this.#compiled.set(sha, made);
    return made;
  }

  /** Leaves the compiled script on the stack. */
  #compile(script: string, name: string): void {
    const code = toBytes(script);
    const status = lauxlib.luaL_loadbuffer(this.#state, code, code.length, toBytes(`@${name}`));
    if (status !== lua.LUA_OK) {
      throw new RedisError(`ERR Error compiling script (new function): ${this.#popText()}`);
    }
  }

  #defineRedis(): void {
    const state = this.#state;
    const functions = {
      call: () => this.#call(true),
      pcall: () => this.#call(false),
      error_reply: () => this.#stack.pushField('err', withCode(toText(lua.lua_tostring(state, 1)))),
      status_reply: () => this.#stack.pushField('ok', toText(lua.lua_tostring(state, 1))),
    };
    lua.lua_createtable(state, 0, Object.keys(functions).length);
    for (const [name, made] of Object.entries(functions)) {
      lua.lua_pushcfunction(state, made);
      lua.lua_setfield(state, -2, toBytes(name));
    }
    lua.lua_setglobal(state, toBytes('redis'));
  }

  #setGlobal(name: string, items: readonly string[]): void {
    this.#stack.push(array(items.map(bulk)));
    lua.lua_setglobal(this.#state, toBytes(name));
  }

  /** `redis.call` raises the error of a command, and `redis.pcall` returns it. */
  #call(raises: boolean): number {
    const reply = this.#carryOut();
    this.#stack.push(reply ?? { kind: 'error', message: 'ERR the stand-in cannot go on' });
    if (reply === null || (raises && reply.kind === 'error')) return lua.lua_error(this.#state);
    return 1;
  }

  /** Null: the stand-in cannot carry this out at all. */
  #carryOut(): Reply | null {
    try {
      const count = lua.lua_gettop(this.#state);
      const command = Array.from({ length: count }, (_, index) => this.#argument(index + 1));
      return this.#run?.call(command) ?? null;
    } catch (error) {
      if (error instanceof RedisError) return { kind: 'error', message: error.message };
      this.#failures.push(error);
      return null;
    }
  }

  #argument(index: number): string {
    if (lua.lua_type(this.#state, index) !== lua.LUA_TNUMBER) {
      return toText(lua.lua_tostring(this.#state, index));
    }
    const value = lua.lua_tonumber(this.#state, index);
    if (!Number.isSafeInteger(value)) throw new Error(`redis.call with the number ${value}`);
    return `${value}`;
  }

  /** The error on the stack passes, and its line is noted. */
  #noteLine(): number {
    const debug = new lua.lua_Debug();
    this.#errorLine = 0;
    for (let level = 1; lua.lua_getstack(this.#state, level, debug) !== 0; level += 1) {
      lua.lua_getinfo(this.#state, toBytes('Sl'), debug);
      if (toText(debug.source) === `@${scriptName}`) {
        this.#errorLine = debug.currentline;
        break;
      }
    }
    return 1;
  }

  #popText(): string {
    const popped = toText(lauxlib.luaL_tolstring(this.#state, -1));
    lua.lua_pop(this.#state, 2);
    return popped;
  }
}

/** An error of Redis begins with a code. */
function withCode(message: string): string {
  const bare = message.replace(/^-/, '');
  return bare.includes(' ') ? bare : `ERR ${bare}`;
}
