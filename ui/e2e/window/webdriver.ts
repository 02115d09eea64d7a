/** The part of W3C WebDriver that the journeys use. */

export interface Element {
  readonly id: string;
}

/** Under this name WebDriver passes elements. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

export class WebDriver {
  readonly #session: string;

  private constructor(session: string) {
    this.#session = session;
  }

  /** Starts the application and drives it. */
  static async start(server: string, application: string, args: readonly string[]): Promise<WebDriver> {
    const wanted = { alwaysMatch: { browserName: "wry", "tauri:options": { application, args } } };
    const { sessionId } = (await send("POST", `${server}/session`, { capabilities: wanted })) as {
      sessionId: string;
    };
    return new WebDriver(`${server}/session/${sessionId}`);
  }

  async find(css: string): Promise<Element[]> {
    const found = await this.#post("/elements", { using: "css selector", value: css });
    return (found as Record<string, string>[]).map((element) => ({ id: element[ELEMENT] ?? "" }));
  }

  /** The role and the name that a screen reader hears. */
  async role(element: Element): Promise<string> {
    return (await this.#get(`/element/${element.id}/computedrole`)) as string;
  }

  async name(element: Element): Promise<string> {
    return (await this.#get(`/element/${element.id}/computedlabel`)) as string;
  }

  async text(element: Element): Promise<string> {
    return (await this.#get(`/element/${element.id}/text`)) as string;
  }

  async isDisplayed(element: Element): Promise<boolean> {
    return (await this.#get(`/element/${element.id}/displayed`)) as boolean;
  }

  async click(element: Element): Promise<void> {
    await this.#post(`/element/${element.id}/click`, {});
  }

  /** Scrolls until it is seen: what lies below a dialog's edge cannot be written into. */
  async reveal(element: Element): Promise<void> {
    const script = "arguments[0].scrollIntoView({ block: 'center' });";
    await this.#post("/execute/sync", { script, args: [{ [ELEMENT]: element.id }] });
  }

  async clear(element: Element): Promise<void> {
    await this.#post(`/element/${element.id}/clear`, {});
  }

  async type(element: Element, text: string): Promise<void> {
    await this.#post(`/element/${element.id}/value`, { text });
  }

  async evaluate<T>(script: string): Promise<T> {
    return (await this.#post("/execute/sync", { script, args: [] })) as T;
  }

  /** The same for a script that has to wait. */
  async evaluateLater<T>(script: string): Promise<T> {
    const waiting = `const done = arguments[0]; (async () => { ${script} })().then(done);`;
    return (await this.#post("/execute/async", { script: waiting, args: [] })) as T;
  }

  /** Resolves when everything the page has drawn so far is on the screen. */
  async painted(): Promise<void> {
    const script =
      "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));";
    await this.#post("/execute/async", { script, args: [] });
  }

  async end(): Promise<void> {
    await send("DELETE", this.#session);
  }

  #get(path: string): Promise<unknown> {
    return send("GET", this.#session + path);
  }

  #post(path: string, body: object): Promise<unknown> {
    return send("POST", this.#session + path, body);
  }
}

/** An element that the page has replaced meanwhile. */
export class StaleElement extends Error {}

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  if (error === "stale element reference" || error === "no such element") throw new StaleElement(message);
  throw new Error(`${method} ${new URL(url).pathname}: ${error}: ${message}`);
}
