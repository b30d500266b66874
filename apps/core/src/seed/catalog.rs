//! Who calls what: the programs and the models of the made-up traces.

/// A model, and how it behaves.
pub(super) struct Model {
    pub(super) provider: &'static str,
    pub(super) name: &'static str,
    /// What the provider says that it really ran.
    pub(super) response_name: &'static str,
    pub(super) address: &'static str,
    pub(super) first_token_ms: f64,
    pub(super) token_ms: f64,
    pub(super) failure_rate: f64,
}

/// A program that calls models.
pub(super) struct Program {
    pub(super) service: &'static str,
    pub(super) route: &'static str,
    pub(super) work: Work,
}

/// What a program does for one request.
#[derive(Clone, Copy)]
pub(super) enum Work {
    /// Looks up what is known, then asks a model.
    Answer,
    /// Lets a model call tools until it is done.
    Agent,
    /// Finds what is near in meaning.
    Search,
    /// Reads a document that was queued.
    Digest,
}

pub(super) const PROGRAMS: [Program; 5] = [
    Program {
        service: "shop-assistant",
        route: "/v1/chat",
        work: Work::Answer,
    },
    Program {
        service: "search",
        route: "/v1/search",
        work: Work::Search,
    },
    Program {
        service: "support-desk",
        route: "/v1/tickets/{id}/reply",
        work: Work::Answer,
    },
    Program {
        service: "document-pipeline",
        route: "documents",
        work: Work::Digest,
    },
    Program {
        service: "research-agent",
        route: "/v1/runs",
        work: Work::Agent,
    },
];

pub(super) const CHAT_MODELS: [Model; 5] = [
    Model {
        provider: "openai",
        name: "gpt-4.1-mini",
        response_name: "gpt-4.1-mini-2025-04-14",
        address: "api.openai.com",
        first_token_ms: 380.0,
        token_ms: 9.0,
        failure_rate: 0.01,
    },
    Model {
        provider: "anthropic",
        name: "claude-sonnet-4-5",
        response_name: "claude-sonnet-4-5-20250929",
        address: "api.anthropic.com",
        first_token_ms: 650.0,
        token_ms: 13.0,
        failure_rate: 0.015,
    },
    Model {
        provider: "openai",
        name: "gpt-4.1",
        response_name: "gpt-4.1-2025-04-14",
        address: "api.openai.com",
        first_token_ms: 620.0,
        token_ms: 17.0,
        failure_rate: 0.02,
    },
    Model {
        provider: "mistral_ai",
        name: "mistral-large-latest",
        response_name: "mistral-large-2411",
        address: "api.mistral.ai",
        first_token_ms: 540.0,
        token_ms: 15.0,
        failure_rate: 0.03,
    },
    Model {
        provider: "ollama",
        name: "llama3.1:8b",
        response_name: "llama3.1:8b",
        address: "ollama",
        first_token_ms: 900.0,
        token_ms: 38.0,
        failure_rate: 0.05,
    },
];

pub(super) const EMBEDDING_MODEL: Model = Model {
    provider: "openai",
    name: "text-embedding-3-small",
    response_name: "text-embedding-3-small",
    address: "api.openai.com",
    first_token_ms: 90.0,
    token_ms: 0.0,
    failure_rate: 0.004,
};

pub(super) const TOOLS: [&str; 4] = ["web_search", "read_page", "run_query", "calculator"];

/// How a call fails: `error.type`, and what the client library says.
pub(super) const FAILURES: [(&str, &str); 3] = [
    ("429", "Rate limit reached, try again in 1.2 s"),
    ("timeout", "The request timed out after 60 s"),
    ("503", "The model is overloaded"),
];
