use honest_broker::validation::run;
#[test]
fn all() {
    let t = std::time::Instant::now();
    for v in run() {
        println!("{} {:?} {} | {:.6} {:.8} {:?}", if v.holds() {"ok  "} else {"FAIL"}, v.kind, v.claim, v.expected, v.obtained, v.also);
    }
    println!("{:?}", t.elapsed());
}
