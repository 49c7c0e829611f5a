/** The part of fengari's Lua API that the stand-in uses. The package has no types of its own. */
declare module 'fengari' {
  interface State {
    readonly l_G: object;
  }
  interface Debug {
    readonly currentline: number;
    readonly source: Uint8Array;
  }
  type Callback = (state: State) => number;

  export const lua: {
    readonly LUA_OK: number;
    readonly LUA_REGISTRYINDEX: number;
    readonly LUA_TNIL: number;
    readonly LUA_TBOOLEAN: number;
    readonly LUA_TNUMBER: number;
    readonly LUA_TSTRING: number;
    readonly LUA_TTABLE: number;
    readonly lua_Debug: new () => Debug;
    lua_createtable(state: State, arraySize: number, hashSize: number): void;
    lua_error(state: State): never;
    lua_getfield(state: State, index: number, name: Uint8Array): number;
    lua_getinfo(state: State, what: Uint8Array, debug: Debug): number;
    lua_getstack(state: State, level: number, debug: Debug): number;
    lua_gettop(state: State): number;
    lua_pcall(state: State, argumentCount: number, resultCount: number, handler: number): number;
    lua_pop(state: State, count: number): void;
    lua_pushboolean(state: State, value: boolean): void;
    lua_pushcfunction(state: State, callback: Callback): void;
    lua_pushnumber(state: State, value: number): void;
    lua_pushstring(state: State, bytes: Uint8Array): void;
    lua_pushvalue(state: State, index: number): void;
    lua_rawgeti(state: State, index: number, position: number): number;
    lua_rawseti(state: State, index: number, position: number): void;
    lua_setfield(state: State, index: number, name: Uint8Array): void;
    lua_setglobal(state: State, name: Uint8Array): void;
    lua_settop(state: State, index: number): void;
    lua_toboolean(state: State, index: number): boolean;
    lua_tonumber(state: State, index: number): number;
    lua_tostring(state: State, index: number): Uint8Array | null;
    lua_type(state: State, index: number): number;
  };
  export const lauxlib: {
    luaL_loadbuffer(state: State, code: Uint8Array, size: number, name: Uint8Array): number;
    luaL_newstate(): State;
    luaL_ref(state: State, index: number): number;
    luaL_requiref(state: State, name: Uint8Array, open: Callback, isGlobal: boolean): void;
    luaL_tolstring(state: State, index: number): Uint8Array;
  };
  export const lualib: {
    readonly luaopen_base: Callback;
    readonly luaopen_math: Callback;
    readonly luaopen_string: Callback;
    readonly luaopen_table: Callback;
  };
}
