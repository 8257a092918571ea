// Facts that must hold, one after the other; a fact that fails is told, and the rest are still tried.

const facts = [];

export const fact = (name, check) => facts.push({ name, check });

export function same(actual, expected, what = "value") {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(what);
}

export async function tryFacts() {
  let failed = 0;
  for (const { name, check } of facts) {
    const began = performance.now();
    try {
      const note = await check();
      console.log(
        `ok      ${name}${typeof note === "string" ? ` (${note})` : ""} [${Math.round(performance.now() - began)} ms]`,
      );
    } catch (error) {
      ++failed;
      console.log(`FAILED  ${name}\n        ${String(error.message).replaceAll("\n", "\n        ")}`);
    }
  }
  console.log(`${facts.length - failed} of ${facts.length} facts hold`);
  return failed === 0 && facts.length > 0;
}
