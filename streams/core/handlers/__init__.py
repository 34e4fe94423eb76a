"""One room for each kind of thing that happens: from the event to facts, and to the rows that hear of it.

Listings in `listed` and `shown`; reports and notices in `reported`, `weighing`, `reporters`, `noticed`; rulings in
`ruled`, appeals in `appeals`, orders of buyers in `guarantee`, `named_orders`, `owing`; openings and gangs in
`openings`, `ganged`, `joined_measure`; time that passes in `clockwork`.
"""
