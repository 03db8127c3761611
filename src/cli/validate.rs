//! `validate`: published results against the solver.

use std::fs;

use honest_broker::validation::{self, Verdict};

use super::arguments::Validate;
use super::failure::{Failure, print};
use super::report::grid;

pub fn run(options: &Validate) -> Result<(), Failure> {
    let claims = validation::run();
    print(&terminal(&claims))?;
    if let Some(path) = &options.out {
        let failed = |e: std::io::Error| Failure::Io(format!("cannot write {}: {e}", path.display()));
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(std::path::Path::new("."))).map_err(failed)?;
        let page = validation::page(&claims, &[]);
        std::io::Write::write_all(&mut file, page.as_bytes()).map_err(failed)?;
        readable(file.path()).map_err(failed)?;
        file.persist(path).map_err(|e| failed(e.error))?;
    }
    match claims.iter().filter(|v| !v.holds()).count() {
        0 => Ok(()),
        failing => Err(Failure::Refuted(format!(
            "{failing} of {} claims do not hold",
            claims.len()
        ))),
    }
}

/// Temporary files are private; the page is not.
#[cfg(unix)]
fn readable(path: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}

fn terminal(claims: &[Verdict]) -> String {
    let header = ["claim", "source", "kind", "expected", "obtained", "tolerance", ""];
    let rows = claims.iter().map(|v| {
        vec![
            v.claim.clone(),
            v.source.to_owned(),
            v.kind.label().to_owned(),
            format!("{:.6}", v.expected),
            format!("{:.6}", v.obtained),
            format!("{:.0e}", v.tolerance),
            if v.holds() { "holds" } else { "FAILS" }.to_owned(),
        ]
    });
    let hold = claims.iter().filter(|v| v.holds()).count();
    format!(
        "{}{hold} of {} claims hold.\n",
        grid(header.map(str::to_owned).to_vec(), rows),
        claims.len()
    )
}
