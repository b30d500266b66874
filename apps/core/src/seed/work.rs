//! What the programs do for one request.

use serde_json::json;

use super::catalog::{CHAT_MODELS, EMBEDDING_MODEL, FAILURES, Model, Program, TOOLS, Work};
use super::trace::{Draft, Open};
use crate::span::SpanKind;

impl Program {
    /// Runs one request from its beginning to its end.
    pub(super) fn run(&self, draft: &mut Draft<'_>) {
        let root = match self.work {
            Work::Digest => draft.open(
                None,
                SpanKind::Consumer,
                format!("process {}", self.route),
                json!({ "messaging.system": "redis", "messaging.destination.name": self.route }),
            ),
            Work::Answer | Work::Agent | Work::Search => draft.open(
                None,
                SpanKind::Server,
                format!("POST {}", self.route),
                json!({ "http.request.method": "POST", "http.route": self.route }),
            ),
        };
        draft.pass(2.0);
        let model = draft.chance.favouring_first(&CHAT_MODELS);
        let went_well = match self.work {
            Work::Answer => retrieve(draft, root) && ask_twice_if_need_be(draft, root, model, 1800.0),
            Work::Search => retrieve(draft, root),
            Work::Digest => (0..draft.chance.between(1, 3)).all(|_| ask_twice_if_need_be(draft, root, model, 5200.0)),
            Work::Agent => act(draft, root, model),
        };
        draft.pass(1.0);
        if !matches!(self.work, Work::Digest) {
            draft.set(
                root,
                json!({ "http.response.status_code": if went_well { 200 } else { 502 } }),
            );
        }
        if !went_well {
            draft.fail(root, "502", "A model could not be asked");
        }
        draft.close(root);
    }
}

fn retrieve(draft: &mut Draft<'_>, parent: Open) -> bool {
    let retrieval = draft.open(Some(parent), SpanKind::Internal, "retrieve context", json!({}));
    let went_well = embed(draft, retrieval);
    if went_well {
        let query = draft.open(
            Some(retrieval),
            SpanKind::Client,
            "query passages",
            json!({ "db.system.name": "qdrant", "db.operation.name": "query", "db.collection.name": "passages" }),
        );
        draft.pass(6.0);
        draft.close(query);
    }
    draft.close(retrieval);
    went_well
}

fn act(draft: &mut Draft<'_>, root: Open, model: &Model) -> bool {
    let agent = draft.open(
        Some(root),
        SpanKind::Internal,
        "invoke_agent researcher",
        json!({ "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "researcher" }),
    );
    let mut went_well = true;
    let mut context = 900.0;
    for _ in 0..draft.chance.between(1, 4) {
        went_well = ask_twice_if_need_be(draft, agent, model, context);
        if !went_well {
            break;
        }
        let name = *draft.chance.favouring_first(&TOOLS);
        let tool = draft.open(
            Some(agent),
            SpanKind::Internal,
            format!("execute_tool {name}"),
            json!({ "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name }),
        );
        draft.pass(240.0);
        draft.close(tool);
        context *= 1.8;
    }
    went_well = went_well && ask_twice_if_need_be(draft, agent, model, context);
    draft.close(agent);
    went_well
}

fn ask_twice_if_need_be(draft: &mut Draft<'_>, parent: Open, model: &Model, input_tokens: f64) -> bool {
    ask(draft, parent, model, input_tokens) || {
        draft.pass(1200.0);
        draft.chance.happens(0.6) && ask(draft, parent, model, input_tokens)
    }
}

fn ask(draft: &mut Draft<'_>, parent: Open, model: &Model, input_tokens: f64) -> bool {
    let call = begin(draft, parent, model, "chat");
    draft.set(
        call,
        json!({ "gen_ai.request.temperature": 0.2, "gen_ai.request.max_tokens": 1024 }),
    );
    draft.pass(model.first_token_ms);
    if failed(draft, call, model) {
        return false;
    }
    draft.event(call, "first token", json!({}));
    let output_tokens = draft.chance.around(190.0, 0.7).clamp(1.0, 1024.0).round();
    draft.pass(model.token_ms * output_tokens);
    let finish = if output_tokens < 1024.0 { "stop" } else { "length" };
    let input_tokens = draft.chance.around(input_tokens, 0.5).clamp(8.0, 120_000.0).round();
    let id = draft.reference();
    finish_call(draft, call, model, input_tokens);
    draft.set(
        call,
        json!({
            "gen_ai.response.id": format!("chatcmpl-{id}"),
            "gen_ai.response.finish_reasons": [finish],
            "gen_ai.usage.output_tokens": whole(output_tokens),
        }),
    );
    true
}

fn embed(draft: &mut Draft<'_>, parent: Open) -> bool {
    let model = &EMBEDDING_MODEL;
    let call = begin(draft, parent, model, "embeddings");
    draft.pass(model.first_token_ms);
    if failed(draft, call, model) {
        return false;
    }
    let input_tokens = draft.chance.around(24.0, 0.6).clamp(1.0, 8000.0).round();
    finish_call(draft, call, model, input_tokens);
    true
}

fn begin(draft: &mut Draft<'_>, parent: Open, model: &Model, operation: &str) -> Open {
    draft.open(
        Some(parent),
        SpanKind::Client,
        format!("{operation} {}", model.name),
        json!({
            "gen_ai.operation.name": operation,
            "gen_ai.provider.name": model.provider,
            "gen_ai.request.model": model.name,
            "server.address": model.address,
            "server.port": 443,
        }),
    )
}

fn failed(draft: &mut Draft<'_>, call: Open, model: &Model) -> bool {
    let fails = draft.chance.happens(model.failure_rate);
    if fails {
        let (kind, message) = *draft.chance.favouring_first(&FAILURES);
        draft.fail(call, kind, message);
        draft.close(call);
    }
    fails
}

fn finish_call(draft: &mut Draft<'_>, call: Open, model: &Model, input_tokens: f64) {
    draft.set(
        call,
        json!({
            "gen_ai.response.model": model.response_name,
            "gen_ai.usage.input_tokens": whole(input_tokens),
        }),
    );
    draft.close(call);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "all of them are rounded, and far from either end"
)]
fn whole(tokens: f64) -> u32 {
    tokens as u32
}
