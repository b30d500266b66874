@billing
Feature: Budgets
  A team spends tokens until its budget is gone.

  Background:
    Given a team with a budget of 100 tokens

  @smoke
  Scenario: Spending within the budget
    When it spends 40 tokens
    Then 60 tokens are left

  @outline
  Scenario Outline: Spending leaves the rest
    When it spends <amount> tokens
    Then <left> tokens are left

    @small
    Examples: small
      | amount | left |
      | 1      | 99   |
      | 10     | 90   |

    @large
    Examples: large
      | amount | left |
      | 90     | 10   |
      | 95     | 6    |

  Scenario: Nobody decided yet
    When somebody else pays
    Then 100 tokens are left

  Scenario: Too much
    When it spends 101 tokens
    Then 0 tokens are left
    And nothing happened

  @todo
  Scenario: Nobody wrote it
    When nobody knows this step
    Then 100 tokens are left

  Rule: Prices come from a table

    Background:
      Given these prices
        | model   | price |
        | big     | 10    |
        | sm\|all | 1     |

    @table
    Scenario: A call costs what its model costs
      When it calls "big"
      Then 90 tokens are left

    Scenario: A note
      When it notes
        """markdown
        Two lines, "quoted"
          and <indented>
        """
      Then the note has 2 lines
