-- The newest version of each observation: what shares and charts are made of. A suspect version
-- does not stand before an older one that is not.
--
-- grain: signal_id, registry, identifier, segment, period_start, period_end
--
-- signal_id      what is measured, see table signal
-- project_id     the project it is measured for
-- registry       where the identifier is valid
-- identifier     the name the source itself uses
-- role           primary, former, variant or component
-- segment        sub-population or variant of the signal, in words
-- period_start   first day
-- period_end     day after the last
-- value          the figure, in the signal's unit
-- per_day        value per day of the period, for flows; null for stocks
-- base           the denominator that the source itself reports; null when it reports none
-- precision      exact, rounded, at least, derived or interpolated
-- complete       true when the period was over on the day of reading; a stock is read at once
-- quality        null, or what is wrong with it
-- suspect        true when the figure must not be used as evidence
-- observed_at    when the source measured or published it
-- run_id         run it came with, see source_run
-- locator        repository@commit:path or page it was read from
select
    signal_id,
    project_id,
    registry,
    identifier,
    role,
    segment,
    period_start,
    period_end,
    value,
    per_day,
    base,
    precision,
    complete,
    quality,
    coalesce(quality, '') like 'suspect%' as suspect,
    observed_at,
    run_id,
    locator
from observation
qualify row_number() over (
    partition by signal_id, registry, identifier, segment, period_start, period_end
    order by coalesce(quality, '') like 'suspect%', observed_at desc, run_id = 'snapshot', run_id desc
) = 1
-- the figures of one signal lie together, so that a query reads few of them
order by signal_id, segment, period_start, registry, identifier
