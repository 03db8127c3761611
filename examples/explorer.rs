//! Writes a page with nothing but the explorers of some results, to look at them while they are changed.
//!
//!     cargo run --release --example explorer -- PAGE.html RESULT SCENARIO.toml [RESULT SCENARIO.toml]…

use std::fs;
use std::path::Path;

use honest_broker::output::records::Finished;
use honest_broker::report::explorer::{Input, section, shared};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [page, results @ ..] = &arguments[..] else {
        return Err("name the page to write, then results with their scenarios".into());
    };
    let mut body = String::new();
    for pair in results.chunks(2) {
        let [folder, file] = pair else {
            return Err("name a scenario after each result".into());
        };
        let finished = Finished::open(Path::new(folder))?;
        let worlds = finished.table("worlds")?.ok_or("the result has no table of worlds")?;
        let text = fs::read_to_string(file)?;
        let input = Input {
            scenario: &text,
            file,
            manifest: &finished.manifest.entries,
            worlds: &worlds,
        };
        let section = section(&input).ok_or("the result is not one of this scenario")?;
        let data = format!(
            "<script type=\"application/json\" id=\"{}-data\">{}</script>",
            section.id, section.data
        );
        body.push_str(&format!("<h2>{}</h2>\n{}\n{data}\n", section.id, section.html));
    }
    let shared = shared();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; \
                  worker-src blob:; img-src data: blob:; font-src data:";
    let colours = ":root { color-scheme: light dark; --paper: #ffffff; --ink: #222222; --soft: #555555; --rule: #888888; --grid: #dddddd; \
                   --accent: #0b57a4; } @media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e8e8e8; --soft: #b4b4b4; \
                   --rule: #808080; --grid: #3a3d44; --accent: #7ab8ff; } } body { margin: 1rem; background: var(--paper); color: var(--ink); \
                   font: 16px/1.45 sans-serif; }";
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"{policy}\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Explorer</title>\n<style>{colours}\n{}</style>\n\
         </head>\n<body>\n<main>\n<h1>Explorer</h1>\n{body}</main>\n<script type=\"text/plain\" id=\"explorer-solver\">{}</script>\n\
         <script>{}</script>\n</body>\n</html>\n",
        shared.style, shared.wasm_base64, shared.script
    );
    fs::write(page, html)?;
    Ok(())
}
