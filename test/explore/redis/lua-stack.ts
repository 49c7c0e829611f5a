import { lua, type State } from 'fengari';
import { array, bulk, integer, nothing, type Reply, spell } from './resp.ts';

/** Lua's texts are bytes, and so are those of Redis: one character for each byte. */
export const toBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
/** Null, which is no text in Lua: the empty text. */
export const toText = (bytes: Uint8Array | null): string =>
  Buffer.from(bytes ?? []).toString('latin1');

/** Replies on the stack of a Lua: what a script receives, and what it returns. */
export class LuaStack {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  pushField(name: string, value: string): number {
    lua.lua_createtable(this.#state, 0, 1);
    lua.lua_pushstring(this.#state, toBytes(value));
    lua.lua_setfield(this.#state, -2, toBytes(name));
    return 1;
  }

  /** A script sees replies as in RESP2, and null as false. */
  push(reply: Reply): void {
    const state = this.#state;
    switch (reply.kind) {
      case 'status':
        this.pushField('ok', reply.text);
        break;
      case 'error':
        this.pushField('err', reply.message);
        break;
      case 'integer':
        lua.lua_pushnumber(state, reply.value);
        break;
      case 'bulk':
      case 'verbatim':
        lua.lua_pushstring(state, toBytes(reply.text));
        break;
      case 'double':
        lua.lua_pushstring(state, toBytes(spell(reply.value)));
        break;
      case 'null':
      case 'null-array':
        lua.lua_pushboolean(state, false);
        break;
      case 'map':
        this.#pushList(reply.pairs.flat());
        break;
      case 'pairs':
        this.#pushList(reply.pairs.map(array));
        break;
      default:
        this.#pushList(reply.items);
    }
  }

  #pushList(items: readonly Reply[]): void {
    lua.lua_createtable(this.#state, items.length, 0);
    items.forEach((item, index) => {
      this.push(item);
      lua.lua_rawseti(this.#state, -2, index + 1);
    });
  }

  /** What a script returns, as Redis replies it: a number loses its fraction, a list ends at the first nil. */
  toReply(index: number): Reply {
    const state = this.#state;
    switch (lua.lua_type(state, index)) {
      case lua.LUA_TSTRING:
        return bulk(toText(lua.lua_tostring(state, index)));
      case lua.LUA_TNUMBER:
        return integer(Math.trunc(lua.lua_tonumber(state, index)));
      case lua.LUA_TBOOLEAN:
        return lua.lua_toboolean(state, index) ? integer(1) : nothing;
      case lua.LUA_TTABLE:
        return this.#tableToReply(index);
      default:
        return nothing;
    }
  }

  #tableToReply(index: number): Reply {
    const [error, status] = [this.#field(index, 'err'), this.#field(index, 'ok')];
    if (error !== null) return { kind: 'error', message: error };
    if (status !== null) return { kind: 'status', text: status };
    const items: Reply[] = [];
    while (lua.lua_rawgeti(this.#state, index, items.length + 1) !== lua.LUA_TNIL) {
      items.push(this.toReply(-1));
      lua.lua_pop(this.#state, 1);
    }
    lua.lua_pop(this.#state, 1);
    return array(items);
  }

  #field(index: number, name: string): string | null {
    const isText = lua.lua_getfield(this.#state, index, toBytes(name)) === lua.LUA_TSTRING;
    const value = isText ? toText(lua.lua_tostring(this.#state, -1)) : null;
    lua.lua_pop(this.#state, 1);
    return value;
  }
}
