//! How the schema comes into being.

use crate::support::client::{export_json, get};
use crate::support::database::Database;
use crate::support::eventually;
use crate::support::in_process::Core;
use crate::support::payload::batch;
use crate::support::process::{run, spawn};
use hyper::StatusCode;

const LATEST: i64 = 2;

fn migrate(database: &Database) -> (Option<i32>, String, String) {
    let settings = database.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let output = run(&["migrate"], &settings);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn are_applied_once_and_told() {
    let database = Database::create().await;
    let (code, first, _) = migrate(&database);
    assert_eq!(code, Some(0));
    let lines: Vec<_> = first.lines().collect();
    assert!(lines[0].ends_with(": the schema has version 0"), "{first}");
    assert!(lines[1].starts_with("applied 0001_spans in "), "{first}");
    assert_eq!(*lines.last().unwrap(), "the schema has version 2");

    let (code, second, _) = migrate(&database);
    assert_eq!(code, Some(0));
    assert!(
        second.ends_with(": the schema has version 2\nnothing to do\n"),
        "{second}"
    );
    assert_eq!(database.number("select count(*) from schema_migrations").await, LATEST);
    let hypertables = "select count(*) from timescaledb_information.hypertables where hypertable_name = 'spans'";
    assert_eq!(database.number(hypertables).await, 1);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn many_at_once_apply_each_once() {
    let database = Database::create().await;
    let settings = database.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let processes: Vec<_> = (0..6).map(|_| spawn(&["migrate"], &settings)).collect();
    let mut applied = 0;
    for process in processes {
        let output = process.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "{text} {}",
            String::from_utf8_lossy(&output.stderr)
        );
        applied += text.matches("applied ").count();
    }
    assert_eq!(i64::try_from(applied).unwrap(), LATEST);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn one_that_was_changed_afterwards_is_refused_by_name() {
    let database = Database::create().await;
    migrate(&database);
    let forge = "update schema_migrations set checksum = 'other' where version = 1";
    database.client().await.batch_execute(forge).await.unwrap();
    let (code, _, error) = migrate(&database);
    assert_eq!(code, Some(1));
    assert!(
        error.starts_with("core: migration 0001_spans was applied in another form than this build has it"),
        "{error}"
    );
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_newer_schema_is_left_as_it_is() {
    let database = Database::create().await;
    migrate(&database);
    let newer = "insert into schema_migrations (version, name, checksum) values (99, 'later', 'x')";
    database.client().await.batch_execute(newer).await.unwrap();
    let (code, text, _) = migrate(&database);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("the schema has version 99, and this build knows versions up to 2"),
        "{text}"
    );
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn the_service_does_it_by_itself() {
    let database = Database::create().await;
    let core = Core::with_database(database.config()).await;
    core.is_ready().await;
    assert_eq!(database.number("select count(*) from schema_migrations").await, LATEST);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn the_service_waits_for_somebody_else_where_it_is_told_to() {
    let database = Database::create().await;
    let mut config = database.config();
    config.migrate = false;
    let core = Core::with_database(config).await;
    eventually("the reason is known", async || {
        let ready = get(core.operations, "/ready").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
        let detail = &ready.json()["dependencies"][0]["detail"];
        detail == "the schema has version 0, and this build needs 2: run `core migrate`"
    })
    .await;
    let refused = export_json(core.otlp, &batch("checkout", 1)).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);

    migrate(&database);
    core.is_ready().await;
    assert_eq!(
        export_json(core.otlp, &batch("checkout", 1)).await.status,
        StatusCode::OK
    );
}
