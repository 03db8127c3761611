// The solver in a worker. `asked` has the protocol of src/explorer/exports.rs.

function asked(exports, question) {
  const bytes = new TextEncoder().encode(JSON.stringify(question));
  const at = exports.question(bytes.length);
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  const length = exports.ask();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.answer(), length)));
}

// What runs in the worker: it is sent the module, then questions. After a fault it begins anew, with nothing loaded.
function worker(asked) {
  let module = null;
  let exports = null;
  onmessage = ({ data: { id, question, solver } }) => {
    if (solver) {
      module = solver;
      return;
    }
    try {
      exports ??= new WebAssembly.Instance(module, {}).exports;
      postMessage({ id, answer: asked(exports, question) });
    } catch (fault) {
      exports = null;
      postMessage({ id, answer: { problems: `The solver has stopped: ${fault.message}. Change a setting and try again.` } });
    }
  };
}

let compiled = null;

// The solver of the page, unpacked and compiled once.
function module() {
  compiled ??= (async () => {
    const packed = decoded(document.getElementById("explorer-solver").textContent.trim());
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  })();
  return compiled;
}

// A worker that answers one question after the other.
class Solver {
  #waiting = new Map();
  #last = 0;
  #worker = null;

  async #started() {
    if (this.#worker) return this.#worker;
    const solver = await module();
    if (this.#worker) return this.#worker;
    const source = new Blob([`(${worker})(${asked});`], { type: "text/javascript" });
    const url = URL.createObjectURL(source);
    this.#worker = new Worker(url);
    URL.revokeObjectURL(url);
    this.#worker.onmessage = ({ data: { id, answer } }) => {
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    };
    this.#worker.postMessage({ solver });
    return this.#worker;
  }

  async ask(question) {
    const worker = await this.#started();
    const id = ++this.#last;
    return new Promise((answered) => {
      this.#waiting.set(id, answered);
      worker.postMessage({ id, question });
    });
  }
}
