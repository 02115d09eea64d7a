/** What the fake service writes: scripts of updates, a message each. */
import type { AnswerUpdate, Block, End, Failure, Inline, Language } from "../types";
import { failureOf, type Scenario } from "./scenarios";

/** One message. */
export type Step = AnswerUpdate[];

export function answerScript(scenario: Scenario, question: string, language: Language): Step[] {
  const { practice } = scenario.start.settings;
  const started: Step = [{ type: "started", model: practice ? "practice" : "llama3.2-90b" }];
  const usage: AnswerUpdate = {
    type: "usage",
    usage: { prompt_tokens: 6421, completion_tokens: 187, total_tokens: 6608 },
  };
  const finished: AnswerUpdate = end({ type: "finished", finish_reasons: ["stop"] });
  switch (scenario.name) {
    case "error":
    case "unreachable":
      return [[end({ type: "failed", error: failure(scenario) })]];
    case "interrupted":
      return [
        started,
        ...written(paragraphs(language)),
        [end({ type: "interrupted", error: failure(scenario) })],
      ];
    case "refusal":
      return [started, [{ type: "refusal", answer: 0, text: "I can't say who this person is." }], [finished]];
    case "reasoning":
      return [
        started,
        [
          {
            type: "reasoning",
            answer: 0,
            text: "The light is low and warm, so it is evening.\nThe hills fade with distance.",
          },
        ],
        ...written(paragraphs(language)),
        [usage, finished],
      ];
    case "notices":
      return [started, ...written(paragraphs(language)), [...notices(), usage, finished]];
    case "long":
    case "answered_long":
      return [started, ...written(longText()), [usage, finished]];
    default:
      return [
        started,
        ...written(wantsTable(question) ? tableText() : fullText(language)),
        [usage, finished],
      ];
  }
}

/** Blocks one after the other, each paragraph some words at a time, as they would come. */
function written(blocks: Block[]): Step[] {
  return blocks.flatMap((block, keep): Step[] => {
    const whole: Step = [{ type: "blocks", answer: 0, keep, blocks: [block] }];
    const only = block.type === "paragraph" && block.inlines.length === 1 ? block.inlines[0] : undefined;
    if (only?.type !== "text") return [whole];
    const pieces = only.text.match(/(\S+\s*){1,3}|\p{Script=Han}{1,3}/gu) ?? [];
    return pieces.map((_, index) => [
      { type: "blocks", answer: 0, keep, blocks: [paragraph(pieces.slice(0, index + 1).join(""))] },
    ]);
  });
}

function end(how: End): AnswerUpdate {
  return { type: "end", end: how };
}

function failure(scenario: Scenario): Failure {
  const { code, cause } = failureOf(scenario);
  const base: Failure = cause === undefined ? { code } : { code, cause };
  if (code === "unreachable" || code === "no_key" || code === "internal") return base;
  const told: Failure = {
    ...base,
    status: code === "rate_limited" ? 429 : 400,
    service_message: "The service's own words about it.",
    details:
      '{"error":{"err_code":-10003,"message":"The service\'s own words about it.","type":"api_error"}}',
  };
  if (code === "rate_limited") return { ...told, retry_after_s: 30 };
  return code === "bad_request" ? { ...told, field: "temperature" } : told;
}

function notices(): AnswerUpdate[] {
  return [
    { type: "notice", notice: { code: "field_dropped", field: "stream_options" } },
    { type: "notice", notice: { code: "pictures_joined", count: 2 } },
    { type: "notice", notice: { code: "cut_by_length" } },
  ];
}

function wantsTable(question: string): boolean {
  return /table|表格/i.test(question);
}

function text(letters: string): Inline {
  return { type: "text", text: letters };
}

function paragraph(...parts: (string | Inline)[]): Block {
  return { type: "paragraph", inlines: parts.map((part) => (typeof part === "string" ? text(part) : part)) };
}

function paragraphs(language: Language): Block[] {
  return language === "en"
    ? [
        paragraph("This is a view over hills in the evening, shortly before the sun goes down."),
        paragraph(
          "Three ridges stand behind each other, each one a little paler than the one before it. That is how haze makes distance visible.",
        ),
      ]
    : [
        paragraph("这是傍晚时分群山的景色，太阳即将落下。"),
        paragraph("三道山脊层层相叠，越远颜色越淡。雾气就是这样让人看出距离的。"),
      ];
}

function fullText(language: Language): Block[] {
  const strong: Inline = {
    type: "strong",
    inlines: [text(language === "en" ? "What stands out" : "值得注意")],
  };
  const items =
    language === "en"
      ? ["the low, warm light", "the haze between the ridges", "no people and no houses"]
      : ["低而温暖的光线", "山脊之间的薄雾", "没有人，也没有房屋"];
  return [
    ...paragraphs(language),
    paragraph(strong, language === "en" ? " in this picture:" : "："),
    { type: "list", start: null, items: items.map((item) => ({ checked: null, blocks: [paragraph(item)] })) },
  ];
}

function tableText(): Block[] {
  const row = (...cells: string[]): Inline[][] => cells.map((cell) => [text(cell)]);
  return [
    paragraph("Here is everything the picture lists."),
    {
      type: "table",
      alignments: ["none", "right", "right"],
      head: row("Ridge", "Distance", "Height"),
      rows: [row("Near", "2 km", "310 m"), row("Middle", "6 km", "620 m"), row("Far", "14 km", "1,180 m")],
    },
  ];
}

/** Every kind of block, and more than one screen of them. */
function longText(): Block[] {
  const link: Inline = {
    type: "link",
    address: "https://example.org/hills?page=1",
    inlines: [text("a page about hills")],
  };
  const trap: Inline = { type: "link", address: "javascript:alert(1)", inlines: [text("a trap")] };
  return [
    { type: "heading", level: 1, inlines: [text("The hills, one by one")] },
    paragraph("Raw HTML stays text: <img src=x onerror=alert(1)>. See ", link, " and ", trap, "."),
    { type: "heading", level: 2, inlines: [text("A list within a list")] },
    {
      type: "list",
      start: 3,
      items: [
        { checked: null, blocks: [paragraph("third")] },
        {
          checked: null,
          blocks: [
            paragraph("fourth"),
            {
              type: "list",
              start: null,
              items: [
                { checked: true, blocks: [paragraph("done")] },
                { checked: false, blocks: [paragraph("not yet")] },
              ],
            },
          ],
        },
      ],
    },
    { type: "quote", blocks: [paragraph("Distance lends enchantment to the view.")] },
    {
      type: "code",
      language: "python",
      text: "def ridge(x, rise, wave):\n    return rise * sin(x / wave)  # one very long line that has to scroll by itself and not the page\n",
    },
    { type: "rule" },
    ...tableText(),
    ...Array.from({ length: 40 }, (_, index) =>
      paragraph(`Paragraph ${index + 1} tells a little more about the hills and the evening light on them.`),
    ),
  ];
}
