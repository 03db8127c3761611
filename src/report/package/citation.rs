//! How to cite the program, in the Citation File Format 1.2.0.

/// The file `CITATION.cff`: the program, and the article that it starts from.
pub fn citation() -> String {
    let authors: Vec<String> = env!("CARGO_PKG_AUTHORS")
        .split(':')
        .map(|author| format!("  - name: \"{author}\"\n"))
        .collect();
    let licences: Vec<String> = env!("CARGO_PKG_LICENSE")
        .split(" OR ")
        .map(|licence| format!("  - {licence}\n"))
        .collect();
    format!(
        "cff-version: 1.2.0\n\
         message: \"If you use these results, cite the package by the reference of its archive, and the program that made them as below.\"\n\
         type: software\n\
         title: \"{}\"\n\
         abstract: \"{}.\"\n\
         version: \"{}\"\n\
         authors:\n{}\
         license:\n{}\
         keywords:\n  - game theory\n  - negotiation\n  - disarmament\n  - mediation\n  - simulation\n\
         references:\n\
         \x20 - type: magazine-article\n\
         \x20   title: \"Russia can be the honest broker in Korean diplomacy\"\n\
         \x20   authors:\n\
         \x20     - family-names: Lukyanov\n\
         \x20       given-names: F.\n\
         \x20   journal: \"Nikkei Asian Review\"\n\
         \x20   year: 2018\n\
         \x20   month: 6\n\
         \x20   notes: \"The article that the question of the program comes from.\"\n",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_DESCRIPTION"),
        env!("CARGO_PKG_VERSION"),
        authors.concat(),
        licences.concat(),
    )
}
