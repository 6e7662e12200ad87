select sum(numerator), sum(denominator)
{read}
    and project_id = {subject}
