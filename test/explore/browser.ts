import { createHmac } from 'node:crypto';
import type { Answer, OutgoingRequest, Replica } from './replica.ts';

export const loadAccountSecret = 'a-secret-for-the-load-accounts-of-the-explorer';

interface Cookie {
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

/** A browser, with its cookies. All its tabs share them. */
export class Browser {
  #cookies: readonly Cookie[];

  constructor(cookies: readonly Cookie[] = []) {
    this.#cookies = cookies;
  }

  /** A thief who has copied the cookies: what the browser receives later, the copy does not. */
  copy(): Browser {
    return new Browser(this.#cookies);
  }

  /** @param username a load account, or `lab-admin` */
  async logIn(replica: Replica, username: string): Promise<Answer> {
    const password = createHmac('sha256', loadAccountSecret).update(username).digest('base64url');
    return await this.post(replica, '/login', { username, password });
  }

  get(replica: Replica, path: string): Promise<Answer> {
    return this.#send(replica, { method: 'GET', path });
  }

  post(replica: Replica, path: string, body?: object): Promise<Answer> {
    return this.#send(replica, { method: 'POST', path, ...(body === undefined ? {} : { body }) });
  }

  put(replica: Replica, path: string, body: object): Promise<Answer> {
    return this.#send(replica, { method: 'PUT', path, body });
  }

  async #send(replica: Replica, request: OutgoingRequest): Promise<Answer> {
    const sent = this.#cookies.filter(({ path }) => request.path.startsWith(path));
    const cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = cookie === '' ? {} : { cookie };
    const answer = await replica.send({ ...request, headers });
    for (const line of answer.headers['set-cookie'] ?? []) this.#receive(line);
    return answer;
  }

  #receive(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const equals = pair.indexOf('=');
    const attribute = (name: string) =>
      attributes.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
    const cookie = {
      name: pair.slice(0, equals),
      path: attribute('Path') ?? '/',
      value: pair.slice(equals + 1),
    };
    const ends = attribute('Expires');
    const isOver = ends !== undefined && Date.parse(ends) <= Date.now();
    const others = this.#cookies.filter(
      ({ name, path }) => name !== cookie.name || path !== cookie.path,
    );
    this.#cookies = isOver ? others : [...others, cookie];
  }
}
