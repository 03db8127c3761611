//! Parts that are handed to an engine, and what stands between them and a whole.

use std::fs;
use std::process::Command;

use super::place::{Place, assert_ends, names, out};

const COMMAND: &[&str] = &[
    "compare",
    "case.toml",
    "--grid",
    "3",
    "--worlds",
    "64",
    "--arms",
    "no_broker",
    "--evaluate",
    "exact",
    "--no-charts",
    "--out",
    "r",
];

impl Place {
    fn batch(&self, options: &[&str], command: &[&str]) -> std::process::Output {
        self.run(&[&["batch"], options, command].concat())
    }

    fn part(&self, share: &str, more: &[&str]) {
        assert_ends(
            &self.run(&[COMMAND, &["--shard", share, "--quiet"], more].concat()),
            0,
            &[],
        );
    }
}

#[test]
fn handing_out_parts_writes_nothing_into_them_and_discards_nothing_that_fits() {
    let place = Place::uncertain();
    let write = |shards: &str, command: &[&str]| {
        let options = ["--engine", "slurm", "--write-only", "--shards", shards];
        place.batch(&options, command)
    };
    assert_ends(&write("4", COMMAND), 0, &["submit.sh"]);
    assert_eq!(place.names(""), super::place::set(&["case.toml", "r.batch"]));
    place.part("1/2", &[]);
    place.part("2/2", &[]);
    let kept = |part: &str| {
        let folder = place.path("r.shards").join(part);
        let read = |name: &String| (name.clone(), fs::read(folder.join(name)).unwrap());
        names(&folder).iter().map(read).collect::<Vec<_>>()
    };
    let before = (kept("1-of-2"), kept("2-of-2"));
    assert!(before.0.len() > 1);
    for force in [&[][..], &["--force"]] {
        assert_ends(&write("2", &[COMMAND, force].concat()), 0, &["submit.sh"]);
        assert!((kept("1-of-2"), kept("2-of-2")) == before);
    }
    // Parts of another division or another request would make no whole with those that are handed out.
    let refused = write("4", COMMAND);
    assert_ends(
        &refused,
        1,
        &["r.shards holds parts of another request, build or division (1-of-2, 2-of-2)"],
    );
    let other = [COMMAND, &["--seed", "2"]].concat();
    assert_ends(&write("2", &other), 1, &["add --force to discard them"]);
    assert!((kept("1-of-2"), kept("2-of-2")) == before);
    let options = ["--engine", "local", "--shards", "4"];
    assert_ends(
        &place.batch(&options, &[&other[..], &["--force"]].concat()),
        0,
        &["outcome"],
    );
    assert_eq!(
        place.names("r.shards"),
        super::place::set(&["1-of-4", "2-of-4", "3-of-4", "4-of-4"])
    );
}

#[test]
fn options_of_the_whole_are_no_options_of_parts_and_files_stand_after_them() {
    let place = Place::uncertain();
    let command = [
        "compare",
        "-q",
        "--grid",
        "3",
        "--worlds",
        "64",
        "--no-charts",
        "--out",
        "r",
        "--",
        "case.toml",
    ];
    let options = ["--engine", "local", "--shards", "2"];
    assert_ends(&place.batch(&options, &command), 0, &[]);
    assert!(place.path("r/manifest.json").is_file());
    let threads = place.batch(&options, &[COMMAND, &["--threads", "1"]].concat());
    assert_ends(&threads, 2, &["leave out --threads", "--cpus"]);
    let listed = fs::read_to_string(place.path("r.shards/1-of-2/shard.json")).unwrap();
    fs::remove_dir_all(place.path("r.shards/2-of-2")).unwrap();
    let missing = place.run(&["merge", "r.shards", "--out", "other"]);
    assert_ends(
        &missing,
        1,
        &["compute it with: honest-broker compare --shard 2/2 --quiet --threads 1 --grid 3"],
    );
    assert!(listed.contains("--shard"));
}

#[cfg(unix)]
#[test]
fn names_with_spaces_and_quotes_reach_slurm_as_they_are() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::uncertain();
    let command = [&COMMAND[..COMMAND.len() - 1], &["it's a \"result\" of 5 %"]].concat();
    let options = ["--engine", "slurm", "--write-only", "--shards", "2"];
    let more = ["--sbatch=--time=01:00:00"];
    let written = place.batch(&[&options[..], &more].concat(), &command);
    assert_ends(
        &written,
        0,
        &["Wrote '", "it'\\''s a \"result\" of 5 %.batch/submit.sh', which"],
    );
    let scripts = place.path("it's a \"result\" of 5 %.batch");
    for script in ["parts.sbatch", "merge.sbatch"] {
        let text = fs::read_to_string(scripts.join(script)).unwrap();
        let directives = text.lines().filter(|line| line.starts_with("#SBATCH"));
        for directive in directives {
            assert!(!directive.contains(['\'', '"', '%']), "{directive}");
        }
        assert!(text.contains("#SBATCH --time=01:00:00"), "{text}");
    }
    // A queue that says what it is given, one word a line.
    place.write("bin/sbatch", "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$TOLD\"\necho 7\n");
    fs::set_permissions(place.path("bin/sbatch"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", place.path("bin").display(), std::env::var("PATH").unwrap());
    let submitted = Command::new("sh")
        .arg(scripts.join("submit.sh"))
        .env("PATH", path)
        .env("TOLD", place.path("told.txt"))
        .output()
        .unwrap();
    assert_ends(&submitted, 0, &["Submitted the parts as job 7"]);
    let told = fs::read_to_string(place.path("told.txt")).unwrap();
    let told: Vec<&str> = told.lines().collect();
    for word in [
        "--job-name=it's a \"result\" of 5 %-parts",
        "--job-name=it's a \"result\" of 5 %-merge",
        "--array=1-2",
        "--dependency=afterok:7",
    ] {
        assert!(told.contains(&word), "{word} is not in {told:?}");
    }
    let logs = |end: &str| {
        let log = |word: &&&str| word.starts_with("--output=") && word.ends_with(end);
        told.iter().filter(log).count()
    };
    assert_eq!(logs("of 5 %%.batch/logs/part-%a.txt"), 1, "{told:?}");
    assert_eq!(logs("of 5 %%.batch/logs/merge.txt"), 1, "{told:?}");
    // The script of a part runs as it is.
    let part = Command::new("sh")
        .arg(scripts.join("parts.sbatch"))
        .env("SLURM_ARRAY_TASK_ID", "2")
        .output()
        .unwrap();
    assert_ends(&part, 0, &[]);
    assert!(
        place
            .path("it's a \"result\" of 5 %.shards/2-of-2/shard.json")
            .is_file()
    );
}

#[test]
fn a_part_that_cannot_begin_again_says_how_it_ended() {
    let place = Place::uncertain();
    place.part("1/2", &[]);
    // In the way of a chunk.
    let options = ["--engine", "local", "--shards", "2"];
    fs::write(place.path("r.shards/2-of-2"), "a file").unwrap();
    let failed = place.batch(&options, COMMAND);
    assert_ends(
        &failed,
        1,
        &["part 2 has failed (exit", "part-2.txt", "1 of 2 parts have failed"],
    );
}

#[test]
fn what_is_beside_the_parts_of_a_request_is_told_with_what_to_do() {
    let place = Place::uncertain();
    place.part("1/2", &[]);
    place.part("2/2", &["--seed", "2"]);
    let merge = |more: &[&str]| place.run(&[&["merge", "r.shards", "--out", "merged"], more].concat());
    let stale = merge(&[]);
    assert_ends(
        &stale,
        1,
        &[
            "r.shards/2-of-2: it belongs to another request than r.shards/1-of-2: its command is honest-broker compare",
            "compute whichever of the two is out of date again, with --force",
        ],
    );
    assert!(
        !super::place::err(&stale).contains("is missing"),
        "it is there, and stale"
    );
    fs::remove_dir_all(place.path("r.shards/2-of-2")).unwrap();
    place.part("2/2", &[]);
    // Copied without its ticket.
    fs::rename(place.path("r.shards/2-of-2/shard.json"), place.path("ticket")).unwrap();
    let all = place.run(&["merge", "nowhere", "r.shards", "--out", "merged"]);
    assert_ends(
        &all,
        1,
        &[
            "nowhere",
            "r.shards/2-of-2: it has chunks and no shard.json",
            "part 2 of 2",
        ],
    );
    assert_ends(
        &merge(&["--partial"]),
        0,
        &["has chunks and no shard.json", "not whole"],
    );
    fs::rename(place.path("ticket"), place.path("r.shards/2-of-2/shard.json")).unwrap();
    let inside = place.run(&["merge", "r.shards", "--out", "r.shards/1-of-2", "--force"]);
    assert_ends(&inside, 2, &["this is the folder of a part"]);
    assert_ends(&place.run(&["merge", "r.shards", "--out", "whole"]), 0, &[]);
}

#[test]
fn a_part_whose_chunks_all_depends_on_is_made_up_for_and_the_result_is_whole() {
    let place = Place::uncertain();
    for share in ["1/4", "2/4", "3/4", "4/4"] {
        place.part(share, &[]);
    }
    fs::remove_dir_all(place.path("r.shards/1-of-4")).unwrap();
    let merged = place.run(&["merge", "r.shards", "--partial", "--out", "merged"]);
    assert_ends(&merged, 0, &["Note: part 1 of 4"]);
    assert!(
        !out(&merged).contains("not whole"),
        "all four chunks of worlds are there"
    );
    let whole = place.run(&[COMMAND, &["--quiet"]].concat());
    assert_ends(&whole, 0, &[]);
    for name in names(&place.path("r")) {
        let read = |folder: &str| fs::read(place.path(folder).join(&name)).unwrap();
        assert!(read("r") == read("merged"), "{name}");
    }
    assert_ends(&place.run(&["verify", "merged"]), 0, &[]);
}

#[test]
fn a_scenario_without_worlds_to_divide_is_refused_before_the_parts_of_others_are_computed() {
    let place = Place::uncertain();
    place.write("certain.toml", super::place::COMPLETE);
    let command = [COMMAND, &["certain.toml", "--keep-going", "--shard", "1/2"]].concat();
    assert_ends(
        &place.run(&command),
        2,
        &["one world and nothing to divide", "by itself"],
    );
    assert_eq!(place.names(""), super::place::set(&["case.toml", "certain.toml"]));
}

#[test]
fn the_folder_that_one_stands_in_has_its_parts_beside_it() {
    let place = Place::uncertain();
    fs::create_dir(place.path("here")).unwrap();
    fs::rename(place.path("case.toml"), place.path("case")).unwrap();
    fs::create_dir(place.path("elsewhere")).unwrap();
    fs::rename(place.path("case"), place.path("elsewhere/case.toml")).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("honest-broker").unwrap();
    let part = command.current_dir(place.path("here")).args([
        "compare",
        "../elsewhere/case.toml",
        "--grid",
        "3",
        "--worlds",
        "32",
        "--out",
        ".",
        "--shard",
        "1/2",
    ]);
    assert_ends(&part.output().unwrap(), 0, &["here.shards"]);
    assert!(place.path("here.shards/1-of-2/shard.json").is_file());
    assert!(place.names("here").is_empty());
}
