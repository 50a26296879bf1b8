/**
 * The order of a large graph: how far each node is along the network, in which lane, and in which row. Pure functions.
 *
 * @typedef {{name: string, inputs: string[], block: number}} Node in computing order
 * @typedef {{rank: number, lane: number}} Place
 */

/**
 * The longest way from the input to each node, and lanes beside each other for what is computed side by side: the
 * longest branch keeps the first lane.
 *
 * @param {Node[]} nodes
 * @returns {Map<string, Place>}
 */
export function placesOf(nodes) {
  const ranks = new Map();
  for (const { name, inputs } of nodes) {
    ranks.set(
      name,
      Math.max(-1, ...inputs.map((input) => ranks.get(input) ?? -1)) + 1,
    );
  }
  const remaining = remainingOf(nodes);
  const byRank = [];
  for (const node of nodes) (byRank[ranks.get(node.name)] ??= []).push(node);
  const places = new Map();
  byRank.forEach((group, rank) => {
    const taken = new Set();
    group.sort((one, other) => remaining.get(other.name) - remaining.get(one.name));
    for (const { name, inputs } of group) {
      const before = inputs.filter((input) => ranks.get(input) === rank - 1).map((input) => places.get(input).lane);
      let lane = before.length ? Math.min(...before) : 0;
      while (taken.has(lane)) lane += 1;
      taken.add(lane);
      places.set(name, { rank, lane });
    }
  });
  return places;
}

/** The longest way from each node to an end. */
function remainingOf(nodes) {
  const remaining = new Map(nodes.map(({ name }) => [name, 0]));
  for (const { name, inputs } of [...nodes].reverse()) {
    for (const input of inputs) remaining.set(input, Math.max(remaining.get(input) ?? 0, remaining.get(name) + 1));
  }
  return remaining;
}

/**
 * Break the ranks into rows: as late as possible where everything passes through one node, only if there is none in the
 * row at its very end; and if blocks have rows of their own, where the first of them ends.
 *
 * @param {Node[]} nodes
 * @param {Map<string, Place>} places
 * @param {number} most ranks a row
 * @param {boolean} [apart] whether blocks have rows of their own
 * @returns {{first: number, last: number}[]} ranks of each row
 */
export function rowsOf(nodes, places, most, apart = true) {
  const last = Math.max(0, ...Array.from(places.values(), ({ rank }) => rank));
  const narrow = narrowRanks(nodes, places, last);
  const block = blockOfRanks(nodes, places);
  const rows = [];
  let first = 0;
  while (first <= last) {
    const end = Math.min(first + most - 1, last);
    let at = end;
    if (end < last) {
      for (let rank = end; rank >= first; rank -= 1) {
        if (narrow[rank]) {
          at = rank;
          break;
        }
      }
    }
    for (let rank = first; apart && rank < at; rank += 1) {
      if (narrow[rank] && block[rank + 1] !== block[first]) {
        at = rank;
        break;
      }
    }
    rows.push({ first, last: at });
    first = at + 1;
  }
  return rows;
}

/** Return true if one node stands alone at a rank, and no edge passes it by. */
function narrowRanks(nodes, places, last) {
  const passing = new Array(last + 2).fill(0);
  const count = new Array(last + 1).fill(0);
  for (const { name, inputs } of nodes) {
    const { rank } = places.get(name);
    count[rank] += 1;
    for (const input of inputs) {
      passing[places.get(input).rank + 1] += 1;
      passing[rank] -= 1;
    }
  }
  let open = 0;
  return count.map((number, rank) => {
    open += passing[rank];
    return number === 1 && open === 0;
  });
}

function blockOfRanks(nodes, places) {
  const blocks = [];
  for (const { name, block } of nodes) {
    blocks[places.get(name).rank] = Math.min(block, blocks[places.get(name).rank] ?? Infinity);
  }
  return blocks;
}

/**
 * The lowest level for each interval on which it crosses no other.
 *
 * @param {[number, number][]} intervals
 * @returns {number[]}
 */
export function levelsOf(intervals) {
  const order = intervals.map((_, index) => index).sort((one, other) =>
    length(intervals[one]) - length(intervals[other])
  );
  const levels = [];
  const found = new Array(intervals.length).fill(0);
  for (const index of order) {
    const [start, end] = intervals[index];
    const free = (level) => levels[level].every(([from, to]) => to <= start || from >= end);
    let level = levels.findIndex((_, each) => free(each));
    if (level < 0) level = levels.push([]) - 1;
    levels[level].push([start, end]);
    found[index] = level;
  }
  return found;
}

const length = ([start, end]) => end - start;
