const patienceMs = 3_000;

/** Says what is waited for, and how long it may take, when the work is not done after three seconds. */
export async function saying<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => console.error(what), patienceMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
