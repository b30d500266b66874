Feature: Finding calls to models
  Observatory keeps what services tell of their calls to language models. Whoever looks for a call finds it by the service that made it
  and by the model that it asked for, or that answered.

  Background:
    Given these calls to models, the newest first
      | service  | asked for | answered by   | input tokens | output tokens | outcome      |
      | checkout | small     | small-2026-10 | 120          | 30            | ok           |
      | search   | large     | large-2026-09 | 800          | 250           | ok           |
      | search   | small     |               | 60           |               | rate limited |
      | checkout | large     | small-2026-10 | 300          | 90            | ok           |
    And the service "search" does 2 other things that are no calls to models

  @calls
  Scenario Outline: Calls of a service to a model: <what>
    When somebody looks for calls of the service "<service>" to the model "<model>"
    Then these calls are found: <calls>

    Examples: by one of the two
      | what                           | service  | model         | calls      |
      | all calls                      |          |               | 1, 2, 3, 4 |
      | those of one service           | checkout |               | 1, 4       |
      | by the name that was asked for |          | large         | 2, 4       |
      | by the name that answered      |          | small-2026-10 | 1, 4       |

    Examples: by both
      | what                         | service  | model         | calls |
      | both have to fit             | search   | small         | 3     |
      | a model that it never called | checkout | large-2026-09 | none  |
      | a service that nobody knows  | billing  |               | none  |

  @calls
  Scenario: The newest calls come first, and no more than asked for
    When somebody looks for the newest 2 calls
    Then these calls are found: 1, 2

  @calls
  Scenario Outline: A number of calls that cannot be meant is refused: <number>
    When somebody looks for the newest <number> calls
    Then the request is refused, since "limit has to be a whole number from 1 to 1000."

    Examples:
      | number |
      | 0      |
      | -1     |
      | 1001   |
      | all    |

  @calls
  Scenario: A call tells what it took and how it ended
    When somebody looks for calls of the service "search" to the model ""
    Then their answer tells
      | model         | input tokens | output tokens | status | error        |
      | large-2026-09 | 800          | 250           | ok     |              |
      | small         | 60           | unknown       | error  | rate limited |

  @services
  Scenario: Services are listed with the models that they call
    When somebody asks which services there are
    Then the services are
      | service  | things done | calls | models               |
      | checkout | 2           | 2     | small-2026-10        |
      | search   | 4           | 2     | large-2026-09, small |

  @services @traces
  Scenario Outline: What is done for one request is found from each service that took part: <service>
    Given the service "<service>" takes part in the request of the first call
    When somebody looks for the requests that "<service>" took part in
    Then only the request of the first call is found, with 2 things done

    Examples:
      | service |
      | gateway |
      | billing |

  @away
  Scenario: Where the calls cannot be reached, nobody is told that there are none
    Given the place where calls are kept is away
    When somebody looks for calls of the service "" to the model ""
    Then the request fails, and the fault is not theirs
