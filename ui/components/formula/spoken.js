/** What the view says: the names of channels, and one sentence with everything that the pictures show. */

/** Channels that the sentence names one by one; more would be too much to listen to. */
const SPOKEN_CHANNELS = 4;
const COLOURS = ["red", "green", "blue"];

/**
 * The name of each term: "red", "grey", "channel 4"; with a number where a channel has several kernels.
 *
 * @param {import("./explanation.js").Lab} lab
 * @param {{channel: number}[]} slices of the map's kernel
 * @param {(key: string, values?: object) => string} text
 * @returns {{text: string, hint: string}[]} `hint` is a class name, "channel-red" for instance
 */
export function namesOf(lab, slices, text) {
  const channels = lab.image.shape[2];
  const several = slices.length > new Set(slices.map((slice) => slice.channel)).size;
  const seen = new Map();
  return slices.map(({ channel }) => {
    const repeat = (seen.get(channel) ?? 0) + 1;
    seen.set(channel, repeat);
    const number = lab.channelNumbers?.[channel] ?? channel;
    const colour = lab.imageKind === "maps" ? null : channels === 1 ? "grey" : channels === 3 ? COLOURS[number] : null;
    const name = colour ? text(`channel_${colour}`) : text("channel", { number: number + 1 });
    const numbered = several ? text("channel_kernel", { name, number: repeat }) : name;
    return { text: numbered, hint: colour ? `channel-${colour}` : "" };
  });
}

/**
 * The text alternative, for instance "Row 3, column 5 of filter 2: red 0.12, … plus bias 0.00 gives 0.31; …".
 *
 * @param {import("./explanation.js").Explanation} explanation
 * @param {object} written of `writeSums`
 * @param {{activation: string, pooled: string | null}} results as written
 * @param {{text: string}[]} names
 * @param {(key: string, values?: object) => string} text
 * @param {string} activation the name of the activation in words
 */
export function sentence(explanation, written, results, names, text, activation) {
  const { place, mapNumber, pooled } = explanation;
  const some = written.channels.slice(0, SPOKEN_CHANNELS);
  const spoken = some.map((channel, index) => `${names[index].text} ${channel.contribution}`);
  const channels = spoken.join(", ") + (names.length > spoken.length ? ", …" : "");
  const values = { row: place.row + 1, column: place.column + 1, map: mapNumber + 1, channels, bias: written.bias };
  const parts = [
    text("sentence", { ...values, feature: written.feature, name: activation, activation: results.activation }),
  ];
  if (pooled) {
    const kind = text(`pooling_${pooled.global ? "global_" : ""}${pooled.kind}`);
    parts.push(text("sentence_pooled", { kind, value: results.pooled }));
  }
  return parts.join(" ");
}
