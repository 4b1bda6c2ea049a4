// Does one card carry several thoughts? The rule of facilitation/thoughts.py, without look-behind for older phones.

const MARK = "\ufdd0";
const CUT = "\ufdd1";
const STRONG = /\s*;\s*|\s+\/\s+|\s+\+\s+|\s*\n+\s*|\s+(?=[-•–]\s)/u;
const MOREOVER =
  /,?\s+(?:und|and|sowie)\s+(?:außerdem|ausserdem|zudem|ferner|zusätzlich|also|in addition)(?![\p{L}\p{N}_])[\s,:]*|[,.]?\s+(?:außerdem|ausserdem|zudem|ferner|moreover|besides)[\s,:]+/iu;
const SENTENCE_END = /(\p{L}[.!?…])[.!?…]*\s+(?=[\p{L}\d„"'(])/gu;
const ABBREVIATION =
  /(^|[^\p{L}\p{N}_])((?:z\. ?B|d\. ?h|u\. ?a|o\. ?ä|u\. ?ä|o\. ?a|i\. ?d\. ?R|e\. ?V|z\. ?T|u|ca|bzw|usw|etc|evtl|ggf|inkl|max|min|Nr|Tel|Hr|Fr|Dr|Prof|St|[\p{L}\p{N}_]*[Ss]tr|Abs|Mio|Std|J|vgl|e\.g|i\.e|approx|[A-ZÄÖÜ])\.)/gu;
const TRIM = /^[ \t\n,;+/•–-]+|[ \t\n,;+/•–-]+$/g;
const LETTER = /[\p{L}\p{N}]/gu;

/** The thoughts of a card in their order; one if it looks like a single thought, none if it is empty. */
export function splitThoughts(text) {
  const whole = text.trim();
  if (!whole) return [];
  let thoughts = [whole];
  for (const joint of [STRONG, MOREOVER]) thoughts = thoughts.flatMap((thought) => pieces(joint, thought));
  thoughts = thoughts.flatMap(sentences);
  return thoughts.length > 1 ? thoughts : [whole];
}

function pieces(joint, thought) {
  const parts = thought.split(joint).map((part) => part.replace(TRIM, ""));
  return parts.some((part) => part && isShort(part)) ? [thought] : parts.filter(Boolean);
}

function sentences(thought) {
  const hidden = thought.replace(ABBREVIATION, (_hit, before, short) => before + short.replaceAll(".", MARK));
  const parts = hidden.replace(SENTENCE_END, `$1${CUT}`).split(CUT).map((part) => part.trim());
  return parts.some(isWord) ? [thought] : parts.map((part) => part.replaceAll(MARK, "."));
}

const isWord = (part) => part.split(/\s+/).length < 2;
const isShort = (part) => (part.match(LETTER)?.length ?? 0) < 3;
