-- The share that a test measures in its window, with its interval.
--
-- grain: test_id, moment, part
--
-- test_id    the test, of a share or a change
-- moment     then, between or now
-- part       at or since, see claim_window
-- share      a fraction 0-1
-- low        lower end: as in table share, from the counts added up, and of a bracket in a sample with
--            the sampling error at its ends; null for none
-- high       upper end
with wilson as (
    -- E. B. Wilson (1927), JASA 22(158), 209-212; z = 1.959964, z squared 3.841459: 95 %
    select
        window_count.*,
        numerator / denominator as share,
        quality = 'sample' and not trial.of_source as sampled,
        (numerator / denominator + 3.841458820694124 / (2 * denominator))
            / (1 + 3.841458820694124 / denominator) as centre,
        1.959963984540054 / (1 + 3.841458820694124 / denominator) * sqrt(
            greatest(0, numerator / denominator * (1 - numerator / denominator)) / denominator
            + 3.841458820694124 / (4 * pow(denominator, 2))
        ) as half,
        -- the same at the upper end of a bracket, where nobody was counted twice
        (numerator / denominator_low + 3.841458820694124 / (2 * denominator_low))
            / (1 + 3.841458820694124 / denominator_low) as high_centre,
        1.959963984540054 / (1 + 3.841458820694124 / denominator_low) * sqrt(
            greatest(0, numerator / denominator_low * (1 - numerator / denominator_low))
                / denominator_low
            + 3.841458820694124 / (4 * pow(denominator_low, 2))
        ) as high_half
    from window_count
    join trial using (test_id)
    where window_count.kind in ('share', 'change')
),
bounded as (
    select
        wilson.*,
        case
            when bound = 'at most' then 0
            when bracketed and sampled then centre - half
            when bracketed then coalesce((numerator - half_unit) / denominator_high, 0)
            when sampled then centre - half
            when half_unit > 0 or bound = 'at least' then (numerator - half_unit) / denominator
            when bias_points > 0 or bias_factor > 1 then share end as least,
        case
            when bound = 'at least' then 1
            when bracketed and sampled then coalesce(high_centre + high_half, 1)
            when bracketed then coalesce((numerator + half_unit) / denominator_low, 1)
            when sampled then centre + half
            when half_unit > 0 or bound = 'at most' then (numerator + half_unit) / denominator
            when bias_points > 0 or bias_factor > 1 then share end as most
    from wilson
)
select
    test_id,
    moment,
    part,
    share,
    case when least is not null then least(share, greatest(0, case
        when grouped and least > 0 then least / (least + (1 - least) * bias_factor)
        else least / bias_factor end - bias_points)) end as low,
    case when most is not null then greatest(share, least(1, case
        when grouped then most * bias_factor / (most * bias_factor + 1 - most)
        else most * bias_factor end + bias_points)) end as high
from bounded
