/**
 * Elements for a list of values. A value that stays keeps its element, a value that grew is changed in place
 * (so that selected text stays selected), and only what differs is made anew.
 */
export interface View<Value> {
  readonly dom: Element | Text;
  /** Shows `value` instead, or says false: then another view is needed. */
  update(value: Value): boolean;
}

export class Children<Value> {
  #shown: { value: Value; view: View<Value> }[] = [];

  constructor(
    private readonly parentAt: (index: number) => Element,
    private readonly create: (value: Value) => View<Value>,
  ) {}

  update(values: readonly Value[]): void {
    values.forEach((value, index) => {
      this.#set(index, value);
    });
    for (const { view } of this.#shown.splice(values.length)) view.dom.remove();
  }

  #set(index: number, value: Value): void {
    const old = this.#shown[index];
    if (old !== undefined && (old.value === value || old.view.update(value))) {
      old.value = value;
      return;
    }
    const view = this.create(value);
    if (old === undefined) this.parentAt(index).append(view.dom);
    else old.view.dom.replaceWith(view.dom);
    this.#shown[index] = { value, view };
  }
}

/** `Children` that all stand in `parent`. */
export function childrenOf<Value>(parent: Element, create: (value: Value) => View<Value>): Children<Value> {
  return new Children(() => parent, create);
}

/** A new element with a class. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = "",
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  return made;
}
