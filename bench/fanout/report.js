// What is printed: a table per scenario, and the targets at the end.
const median = (values) => {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[Math.floor(sorted.length / 2)];
};
const number = (value, digits = 0) =>
  value === Infinity ? 'never' : Number.isNaN(value) ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

// Rounds of one contestant in one scenario.
class Rounds {
  constructor(results) {
    this.results = results;
  }

  median(read) {
    return median(this.results.filter(Boolean).map(read));
  }

  // Ratios are taken round by round, so that a noisy neighbor hits both sides of one.
  ratio(read, other) {
    return median(this.results.map((mine, round) => mine && other.results[round] && read(mine) / read(other.results[round])).filter((ratio) => Number.isFinite(ratio)));
  }
}

const title = ({ name, rate, rooms, viewers, idle }) =>
  idle ? `${name} (${number(idle)} connections)` : `${name} (${rate} messages/s, ${rooms ? `${rooms} rooms of ` : ''}${number(viewers)} viewers)`;

function table(header, rows) {
  console.log(`| ${header.join(' | ')} |`);
  console.log(`|${header.map((_, column) => (column === 0 ? ' --- |' : ' ---: |')).join('')}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

function printScenario(scenario, rounds) {
  console.log(`\n### ${title(scenario)}\n`);
  const entries = Object.entries(rounds).filter(([, { results }]) => results.some(Boolean));
  if (scenario.idle) {
    table(
      ['', 'heap B/connection', 'resident B/connection'],
      entries.map(([label, all]) => [label, number(all.median((one) => one.heapPerConnection)), number(all.median((one) => one.residentPerConnection))]),
    );
    return;
  }

  const ours = rounds.clockit;
  table(
    ['', 'deliveries/CPU-s', 'ours', 'CPU', 'deliveries/s', 'undelivered', 'p50 ms', 'p99 ms', 'MB', 'publishes/message'],
    entries.map(([label, all]) => [
      label,
      number(all.median((one) => one.perCpuSecond)),
      ours && all !== ours ? `${number(ours.ratio((one) => one.perCpuSecond, all), 1)}x` : '',
      `${number(100 * all.median((one) => one.cores))}%`,
      number(all.median((one) => one.perSecond)),
      number(all.median((one) => one.undelivered)),
      number(all.median((one) => one.p50), 1),
      number(all.median((one) => one.p99), 1),
      number(all.median((one) => one.residentMegabytes)),
      all.results.some((one) => one?.publishesPerMessage) ? number(all.median((one) => one.publishesPerMessage), 3) : '',
    ]),
  );
}

// A core that is busier than this is taken as saturated.
const SATURATED = 0.9;

function targetsOf(all) {
  const targets = [];
  const add = (what, value, bound, isMet, text = number(value, 2)) => targets.push([what, text, bound, Number.isNaN(value) ? 'not measured' : isMet ? 'met' : 'missed']);
  const of = (scenario, label) => all[scenario]?.[label] ?? new Rounds([]);
  const atLeast = (what, value, bound) => add(what, value, `≥ ${bound}`, value >= bound);
  const atMost = (what, value, bound) => add(what, value, `≤ ${bound}`, value <= bound);
  const perCpu = (one) => one.perCpuSecond;
  const p99 = (one) => one.p99 ?? Infinity;

  if (all['300x1000']) {
    atLeast('deliveries per CPU-second against Socket.IO, 300/s x 1,000', of('300x1000', 'clockit').ratio(perCpu, of('300x1000', 'socketio')), 10);
    atLeast('deliveries per CPU-second against stock SignalR, 300/s x 1,000', of('300x1000', 'clockit').ratio(perCpu, of('300x1000', 'signalr')), 4);
  }
  if (all['1200x1000']) {
    atLeast("deliveries/s against NATS's, 1,200/s x 1,000", of('1200x1000', 'clockit').ratio((one) => one.perSecond, of('1200x1000', 'nats')), 1);
  }
  for (const [scenario, rounds] of Object.entries(all)) {
    const ours = rounds.clockit;
    const rate = ours?.results.find(Boolean)?.rate;
    if (!rate) continue;
    if (ours.median((one) => one.cores) > SATURATED) targets.push([`p99 ms, ${scenario}`, number(ours.median(p99), 1), '', 'core saturated']);
    else atMost(`p99 ms, ${scenario}`, ours.median(p99), rate === 20 ? 60 : 150);
  }
  if (all.stalled) {
    const [calm, stalled] = [of('stalled', 'clockit'), of('stalled', 'clockit, 50 stalled')];
    atMost("the others' p99 with 5% stalled against none", stalled.ratio(p99, calm), 1.2);
    atMost('memory with 5% stalled against none', stalled.ratio((one) => one.residentMegabytes, calm), 1.5);
  }
  if (all['two-nodes']) {
    const [one, two] = [of('two-nodes', 'clockit'), of('two-nodes', 'clockit, two nodes')];
    atMost("p99 of two nodes against one's", two.ratio(p99, one), 2);
    atMost('Redis publishes per message, two nodes', two.median((result) => result.publishesPerMessage), 0.1);
  }
  if (all.idle) atMost("heap of an idle connection against stock SignalR's", of('idle', 'clockit').ratio((one) => one.heapPerConnection, of('idle', 'signalr')), 0.6);
  return targets;
}

function printTargets(all) {
  console.log('\n### Targets\n');
  table(['', 'measured', 'target', ''], targetsOf(all));
}

module.exports = { Rounds, printScenario, printTargets };
