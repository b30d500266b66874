Feature: Taking in what services tell
  Services tell Observatory what they do as spans, in batches. A service has to know what became of a batch: taken, taken in part, to be
  sent again later, or never to be taken.

  @taken
  Scenario Outline: A batch is taken whichever way it is written: <encoding>
    Given room for 100 spans
    When the service "checkout" sends a batch of 3 spans as <encoding>
    Then the batch is taken whole
    And 3 spans of "checkout" can be found

    Examples:
      | encoding         |
      | JSON             |
      | protobuf         |
      | JSON in gzip     |
      | protobuf in gzip |

  @taken
  Scenario: Spans that nobody could find again are left out, and the rest is taken
    Given room for 100 spans
    When the service "checkout" sends these spans
      | name          | trace                            | span             |
      | chat small    | 0af7651916cd43dd8448eb211c80319c | b7ad6b7169203331 |
      | without trace | 00000000000000000000000000000000 | b7ad6b7169203332 |
      | short trace   | 0af7                             | b7ad6b7169203333 |
      | chat large    | 0af7651916cd43dd8448eb211c80319c | b7ad6b7169203334 |
    Then the batch is taken but for 2 spans, of which the first is "without trace"
    And these spans of "checkout" can be found
      | name       |
      | chat large |
      | chat small |

  @refused
  Scenario Outline: What cannot be read is refused for good: <what>
    Given room for 100 spans
    When a service sends <what>
    Then the batch is refused for good with the status <status>
    And nothing can be found

    Examples:
      | what                          | status |
      | half of a batch               | 400    |
      | a batch that is no gzip       | 400    |
      | a batch of more than 64 KiB   | 413    |
      | a batch written as a web form | 415    |
      | a batch packed as nobody can  | 415    |

  @full
  Scenario Outline: Where room runs out, a batch is taken whole or not at all: <size> more
    Given room for 10 spans
    And 8 spans of "checkout" that were taken
    When the service "search" sends a batch of <size> spans as JSON
    Then the batch is <outcome>
    And <found> spans of "search" can be found
    And 8 spans of "checkout" can be found

    Examples:
      | size | outcome                     | found |
      | 1    | taken whole                 | 1     |
      | 2    | taken whole                 | 2     |
      | 3    | to be sent again later      | 0     |
      | 10   | to be sent again later      | 0     |
      | 11   | refused for being too large | 0     |

  @full
  Scenario: A full buffer says how full it is
    Given room for 10 spans
    And 8 spans of "checkout" that were taken
    When the service "search" sends a batch of 3 spans as JSON
    Then the service is told "The batch has 3 spans, and there is room for 2 of 10. Send it again later."
    And the figures are
      | figure               | value |
      | capacity             | 10    |
      | spans_buffered       | 8     |
      | spans_accepted_total | 8     |
      | spans_rejected_total | 3     |

  @full
  Scenario: What was refused is taken once there is room again
    Given room for 10 spans, each for 5 seconds
    And 8 spans of "checkout" that were taken
    When the service "search" sends a batch of 3 spans as JSON
    Then the batch is to be sent again later
    When the spans of "checkout" are gone
    And the service "search" sends a batch of 3 spans as JSON
    Then the batch is taken whole
    And 3 spans of "search" can be found
