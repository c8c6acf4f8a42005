"""The matrix and labels of a survey, once it is known to be fit to train on."""

import numpy as np

from .columns import COLUMNS, encode
from .errors import InputError
from .survey import Survey

MIN_ROWS = 200


def training_data(survey: Survey) -> tuple[np.ndarray, np.ndarray]:
    matrix, labels = encode(survey.raw_features()), survey.accepted()
    if len(labels) < MIN_ROWS:
        raise InputError(f"the survey has {len(labels)} rows; training needs at least {MIN_ROWS}")
    unanswered = [column for column, cells in zip(COLUMNS, matrix.T) if np.isnan(cells).all()]
    if unanswered:
        raise InputError(f"no row of the survey has an answer for {', '.join(unanswered)}")
    return matrix, labels
