-- The periods that a test reads: of a flow all those inside the window, and further ones, nearest
-- first, until enough cases are counted; of a stock or an edition the last one in the window.
--
-- grain: test_id, moment, part, period_start, period_end
--
-- test_id        the test
-- moment         then, between or now
-- part           at or since, see claim_window
-- period_start   first day
-- period_end     day after the last
-- thin           true when there are too few cases even so
with readable as (
    -- cases: what is divided by; of two counts both; of a growth ten times the smaller one
    select
        *,
        case when not pooled then row_number() over (
            partition by test_id, moment, part order by days_off, period_end desc
        ) else outside end as turn,
        case
            when not counted or kind = 'level' then null
            when kind in ('share', 'change', 'rank') then denominator
            when kind = 'growth' then 10 * least(numerator, coalesce(other, numerator))
            else numerator + other end as cases
    from test_figure
    where refused is null
),
gathered as (
    select
        readable.*,
        sum(cases) over (partition by test_id, moment, part order by turn) as reached
    from readable
),
enough as (
    select
        test_id,
        moment,
        part,
        case
            when bool_or(not pooled) then 1
            else coalesce(
                min(turn) filter (where reached is null or reached >= 100), max(turn)) end
            as last_turn
    from gathered
    group by test_id, moment, part
)
select
    gathered.test_id,
    gathered.moment,
    gathered.part,
    gathered.period_start,
    gathered.period_end,
    -- twenty cases are ten for either of two equal sides
    coalesce(max(reached) over (partition by gathered.test_id, gathered.moment, gathered.part)
        < case when kind in ('ratio', 'order') then 20 else 100 end, false) as thin
from gathered
join enough using (test_id, moment, part)
where gathered.turn <= enough.last_turn
