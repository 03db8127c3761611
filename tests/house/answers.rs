//! What the README says of the Singapore process is what `results/sample` says.

use std::fs;
use std::path::Path;

use honest_broker::report::briefing::Briefing;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readme_says_what_the_sample_says() {
    let briefing: Briefing = serde_json::from_str(&read("results/sample/briefing.json")).unwrap();
    assert_eq!(briefing.answer.len(), 3);
    let readme = plain(&read("README.md"));
    for sentence in &briefing.answer {
        assert!(readme.contains(&plain(sentence)), "README.md does not say: {sentence}");
    }
    // The sample has two arms; what the README says of its size must hold.
    assert!(
        readme.contains("256 worlds, two arms") && briefing.size.starts_with("256 worlds") && briefing.arms.len() == 2
    );
}
