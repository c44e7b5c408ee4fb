// The npm package "soap". Modes: rpc (the RPC/encoded WSDL) and document (the document/literal one).
// usage: node client.js MODE RUN.json
const { readFileSync } = require('node:fs');
const soap = require('soap');

const [, , mode, file] = process.argv;
const run = JSON.parse(readFileSync(file, 'utf8'));
const NIL = {
  attributes: { 'xsi:nil': 'true', 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' },
};
const saved = {};

function plain(arg) {
  if (arg.ref) return saved[arg.ref] ?? run[arg.ref];
  if (arg.set) return { ...saved[arg.type], ...arg.set };
  if (arg.type === 'entries') return entries(arg.value);
  if (arg.type === 'records') {
    return {
      item: arg.value.map((record) => ({
        ...record,
        firstName: record.firstName ?? NIL,
        data: entries(record.data),
      })),
    };
  }
  // The package throws on null and sends a Date as an empty element.
  return arg.value ?? NIL;
}

const entries = (value) =>
  value === null ? NIL : { item: value.map((entry) => ({ key: entry.key, value: entry.value ?? NIL })) };

// The package writes nothing where the name and value stand in the wrong place, so the order is that of the step.
const named = (step) => Object.fromEntries(step.args.map((arg) => [arg.name, plain(arg)]));

/** The value in `OPERATIONReturn`, without the attributes that the package keeps beside it. */
function unwrap(value) {
  if (value === null || typeof value !== 'object') return value ?? null;
  if ('$value' in value) return unwrap(value.$value);
  if ('item' in value) return [value.item].flat().map(unwrap);
  const fields = Object.entries(value).filter(([name]) => name !== 'attributes');
  return fields.length === 0 ? '' : Object.fromEntries(fields.map(([name, field]) => [name, unwrap(field)]));
}

async function main() {
  const wsdl = mode === 'rpc' ? run.wsdl : run.documentWsdl;
  const client = await soap.createClientAsync(wsdl);
  client.wsdl.options.preserveWhitespace = true;
  for (const step of run.steps) {
    const operation = mode === 'rpc' ? step.operation : step.documentOperation;
    let outcome;
    try {
      const [answer] = await client[`${operation}Async`](named(step));
      const value = unwrap(answer[`${operation}Return`]);
      if (step.save) saved[step.save] = value;
      outcome = { value };
    } catch (error) {
      const fault = error.root?.Envelope?.Body?.Fault;
      outcome = fault
        ? { fault: { code: unwrap(fault.faultcode), string: unwrap(fault.faultstring) } }
        : { error: String(error.message) };
    }
    console.log(JSON.stringify({ step: step.step, ...outcome }));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
