//! `seed` and `reset`.

use crate::support::database::Database;
use crate::support::process::run;

const END: [&str; 2] = ["--until", "2026-01-31T12:00:00Z"];

fn core(database: &Database, arguments: &[&str]) -> (Option<i32>, String) {
    let settings = database.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let output = run(arguments, &settings);
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn the_same_traces_are_made_up_again_and_stored_once() {
    let database = Database::create().await;
    let seed = ["seed", "--spans", "700", "--seed", "5"];
    let arguments = [&seed[..], &END].concat();
    let (code, first) = core(&database, &arguments);
    assert_eq!(code, Some(0));
    assert!(
        first.contains("700 spans from 2026-01-28T12:00:00Z until 2026-01-31T12:00:00Z, seed 5"),
        "{first}"
    );
    assert!(
        first.contains("stored 700 spans in ") && first.ends_with("; 0 were there already\n"),
        "{first}"
    );
    let (_, second) = core(&database, &arguments);
    assert!(
        second.contains("stored 0 spans in ") && second.ends_with("; 700 were there already\n"),
        "{second}"
    );

    assert_eq!(database.number("select count(*) from spans").await, 700);
    let orphans = "select count(*) from spans child where parent_span_id is not null and not exists (
        select from spans parent where parent.trace_id = child.trace_id and parent.span_id = child.parent_span_id)";
    assert_eq!(database.number(orphans).await, 0);
    assert!(
        database
            .number("select count(*) from spans where attributes ? 'gen_ai.request.model'")
            .await
            > 100
    );
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_reset_leaves_an_empty_database_of_the_latest_version() {
    let database = Database::create().await;
    core(&database, &["seed", "--spans", "10"]);
    assert_eq!(core(&database, &["reset"]).0, Some(64));
    assert_eq!(database.number("select count(*) from spans").await, 10);

    let (code, text) = core(&database, &["reset", "--yes"]);
    assert_eq!(code, Some(0));
    assert!(text.contains(": removed all spans\napplied 0001_spans in "), "{text}");
    assert_eq!(database.number("select count(*) from spans").await, 0);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_wrong_password_is_told_at_once_and_not_shown() {
    let database = Database::create().await;
    let settings = database.settings();
    let mut settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    settings[4].1 = "hunter2";
    let output = run(&["migrate"], &settings);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("password authentication failed") && !error.contains("hunter2"),
        "{error}"
    );
    assert!(output.stdout.is_empty(), "it did not wait");
}
