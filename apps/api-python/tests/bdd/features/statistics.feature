Feature: Statistics over calls to models
  Observatory sums up what services tell of their calls to language models: how long people wait for them, how many tokens they take, and
  how often they fail.

  Background:
    Given these calls to models
      | service  | provider | model | ms  | input tokens | output tokens | failed with |
      | checkout | openai   | small | 10  | 100          | 20            |             |
      | checkout | openai   | small | 20  | 100          | 30            |             |
      | checkout | openai   | small | 30  | 100          | 40            |             |
      | search   | openai   | large | 400 | 900          | 300           |             |
      | search   | openai   | large | 100 | 700          |               | timeout     |
      | search   | mistral  | small | 40  | 50           | 5             |             |
    And 5 other things that services did, each of 9000 ms

  @latency
  Scenario Outline: How long calls take: <what>
    When somebody asks how long calls of the service "<service>" to the model "<model>" take
    Then it was <count> calls
    And half of them took no more than <p50> ms
    And the longest took <max> ms
    And on average they took <mean> ms

    Examples: one service or model
      | what           | service  | model | count | p50 | max | mean |
      | of everybody   |          |       | 6     | 35  | 400 | 100  |
      | of one service | checkout |       | 3     | 20  | 30  | 20   |
      | of one model   |          | small | 4     | 25  | 40  | 25   |
      | of both        | search   | small | 1     | 40  | 40  | 40   |

    Examples: failed calls count, since somebody waited for them
      | what                   | service | model | count | p50 | max | mean |
      | of a model that failed | search  | large | 2     | 250 | 400 | 250  |

  @latency
  Scenario: Most calls are fast, and a few are slow
    Given 99 calls of the service "batch" that took 10 ms, and one that took 1010 ms
    When somebody asks how long calls of the service "batch" to the model "" take
    Then the percentiles are
      | percentile | ms |
      | p50        | 10 |
      | p90        | 10 |
      | p95        | 10 |
      | p99        | 20 |

  @latency
  Scenario: Where there was no call there is no time, which is not the same as none at all
    When somebody asks how long calls of the service "billing" to the model "" take
    Then it was 0 calls
    And nothing is told of their time

  @tokens
  Scenario: Tokens are summed up for each model of each provider, the most used first
    When somebody asks for the tokens of the service ""
    Then the tokens are
      | provider | model | calls | input tokens | output tokens | all tokens |
      | openai   | large | 2     | 1600         | 300           | 1900       |
      | openai   | small | 3     | 300          | 90            | 390        |
      | mistral  | small | 1     | 50           | 5             | 55         |

  @tokens
  Scenario: The tokens of one service
    When somebody asks for the tokens of the service "search"
    Then the tokens are
      | provider | model | calls | input tokens | output tokens | all tokens |
      | openai   | large | 2     | 1600         | 300           | 1900       |
      | mistral  | small | 1     | 50           | 5             | 55         |

  @errors
  Scenario: What fails most stands first, with its causes
    Given 3 calls of the service "search" to the model "small" that failed with "rate_limit"
    When somebody asks how often calls fail
    Then the failures are
      | service  | model | calls | failed | rate | causes       |
      | search   | small | 4     | 3      | 75 % | rate_limit 3 |
      | search   | large | 2     | 1      | 50 % | timeout 1    |
      | checkout | small | 3     | 0      | 0 %  |              |

  @away
  Scenario Outline: Where the calls cannot be read, no figure is made up: <statistic>
    Given the calls cannot be read
    When somebody asks for the statistic "<statistic>"
    Then the answer is that they cannot be read now

    Examples:
      | statistic |
      | latency   |
      | tokens    |
      | errors    |
