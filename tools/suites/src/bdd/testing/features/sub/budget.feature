# language: de
@billing @deutsch
Funktionalität: Budgets

  Grundlage:
    Angenommen a team with a budget of 10 tokens

  Szenario: Spending within the budget
    Wenn it spends 4 tokens
    Dann 6 tokens are left

  Szenariogrundriss: Zeile mit <amount>
    Wenn it spends <amount> tokens
    Dann <left> tokens are left

    Beispiele:
      | amount | left |
      | 1      | 9    |
      | 2      | 8    |
