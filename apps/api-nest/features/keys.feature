Feature: API keys
  Who sends traces to Observatory, or reads them, shows an API key. An administrator issues keys to tenants and takes them back;
  the other services ask whether a key is good for what its holder wants.

  @issue
  Scenario: The secret of a key is shown once
    When the administrator issues the key "checkout" to the tenant "acme" for "traces:read"
    Then the answer holds the secret of the key
    And nobody else may keep a copy of the answer
    When the administrator lists the keys of "acme"
    Then the list holds no secret

  @issue
  Scenario Outline: A key that makes no sense is not issued: <what>
    When the administrator asks for the key "<name>" of the tenant "<tenant>" for "<scopes>"
    Then the request is refused as wrong
    And the refusal points at "<place>"

    Examples:
      | what                    | name     | tenant    | scopes                   | place     |
      | no name                 |          | acme      | traces:read              | /name     |
      | a tenant with a space   | checkout | acme shop | traces:read              | /tenant   |
      | no scope                | checkout | acme      |                          | /scopes   |
      | a scope without an area | checkout | acme      | everything               | /scopes/0 |
      | a scope named twice     | checkout | acme      | traces:read, traces:read | /scopes   |

  @issue
  Scenario: Only the administrator issues, lists and revokes keys
    Given the key "checkout" of the tenant "acme" for "traces:read"
    When somebody without the administrator's token tries to
      | request                   |
      | issue a key               |
      | list the keys             |
      | revoke the key "checkout" |
    Then each of them is refused
    And the key "checkout" is good for "traces:read"

  @check
  Scenario Outline: A key is good for its own scopes: <wanted>
    Given the key "checkout" of the tenant "acme" for "traces:read, traces:write"
    When a service asks whether the key "checkout" is good for "<wanted>"
    Then the answer is <answer>

    Examples:
      | wanted       | answer                       |
      | traces:read  | yes                          |
      | traces:write | yes                          |
      | keys:read    | no, because of missing_scope |

  @check
  Scenario: A service learns whose key it was shown
    Given the key "checkout" of the tenant "acme" for "traces:read"
    When a service asks whether the key "checkout" is good for "traces:read"
    Then the answer names the key "checkout" of the tenant "acme"

  @check
  Scenario Outline: What is no key is good for nothing: <what>
    Given the key "checkout" of the tenant "acme" for "traces:read"
    When a service asks whether <what> is good for "traces:read"
    Then the answer is no, because of <reason>

    Examples:
      | what                           | reason    |
      | a word                         | malformed |
      | half of the key "checkout"     | malformed |
      | a secret that was never issued | unknown   |

  @check
  Scenario: A key ends by itself
    Given the key "visitor" of the tenant "acme" for "traces:read", which ends in 5 seconds
    Then the key "visitor" is good for "traces:read"
    And before long the key "visitor" is no longer good, because of expired

  @revoke
  Scenario: A revoked key is good for nothing, for good
    Given the key "checkout" of the tenant "acme" for "traces:read"
    And the key "search" of the tenant "acme" for "traces:read"
    When the administrator revokes the key "checkout"
    And the administrator revokes the key "checkout"
    Then the key "checkout" is not good for "traces:read", because of revoked
    But the key "search" is good for "traces:read"

  @list
  Scenario: The keys of a tenant are listed with what became of them, newest first
    Given these keys
      | tenant | name      | scopes                    |
      | acme   | checkout  | traces:read               |
      | other  | elsewhere | traces:read               |
      | acme   | search    | traces:read, traces:write |
      | acme   | batch     | traces:write              |
    When the administrator revokes the key "search"
    And the administrator lists the keys of "acme"
    Then the list is
      | name     | scopes                    | status  |
      | batch    | traces:write              | active  |
      | search   | traces:read, traces:write | revoked |
      | checkout | traces:read               | active  |
