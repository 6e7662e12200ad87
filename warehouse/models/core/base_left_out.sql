-- How much of a wider base a definition leaves out, where both divide the same number.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id  the definition
-- project_id     the project whose number both divide
-- period_start   first day
-- period_end     day after the last
-- within         the definition with the wider base
-- share          the part of that base which is left out, a fraction 0-1
-- at_least       true when it may be more: a total is only bracketed, or one subject counts twice
select
    narrow.definition_id,
    narrow.project_id,
    narrow.period_start,
    narrow.period_end,
    definition.within,
    1 - narrow.denominator / coalesce(wide.denominator_low, wide.denominator) as share,
    definition.overlap or coalesce(wide.denominator_low < wide.denominator, false) as at_least
from share as narrow
join definition on definition.definition_id = narrow.definition_id
join share as wide
    on wide.definition_id = definition.within
    and wide.project_id = narrow.project_id
    and wide.period_start = narrow.period_start
    and wide.period_end = narrow.period_end
where
    abs(narrow.numerator - wide.numerator) < 1e-6
    and narrow.denominator < coalesce(wide.denominator_low, wide.denominator)
