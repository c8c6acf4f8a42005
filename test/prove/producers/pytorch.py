"""PyTorch by torch.onnx.export: with and without what a new user leaves out."""

import torch
from torch import nn

EXPORTER = "PyTorch"


class Answers(nn.Module):
    """A network that ends in a probability, or where it is not asked to, in a logit."""

    def __init__(self, body, ending):
        super().__init__()
        self.body, self.ending = body, ending

    def forward(self, features):
        return self.ending(self.body(features))


def make(shop, whole):
    torch.manual_seed(1)
    x, y = torch.from_numpy(whole.x), torch.from_numpy(whole.y).float()[:, None]
    width = x.shape[1]
    body = nn.Sequential(nn.BatchNorm1d(width), nn.Linear(width, 24), nn.ReLU(), nn.Dropout(0.2), nn.Linear(24, 1))
    train(body, x, y)
    model = Answers(body, torch.sigmoid).eval()
    asked = torch.from_numpy(whole.asked)
    with torch.no_grad():
        expected = model(asked)[:, 0].tolist()
    rows = {"features": {0: torch.export.Dim("rows")}}

    def export(name, network, example, want=expected, **options):
        more = {key: options.pop(key) for key in ("code", "switch", "mended") if key in options}
        settings = {"input_names": ["features"], "output_names": ["probability"], "dynamo": True, "verbose": False}
        torch.onnx.export(network, (example,), str(shop.path(f"pytorch-{name}")), **(settings | options))
        shop.keep(f"pytorch-{name}", EXPORTER, "whole", None, want, **more)

    within = {"external_data": False}
    export("dynamic", model, x[:64], dynamic_shapes=rows, **within)
    export("one-row", model, x[:1], **within)
    export("older", model, x[:2], dynamo=False, dynamic_axes={"features": {0: "rows"}})
    export("weights-beside", model, x[:64], dynamic_shapes=rows, external_data=True, code="EXTERNAL_DATA", switch="external_data=False", mended="pytorch-dynamic")  # fmt: skip
    export("batch-of-100", model, x[:100], **within, code="FIXED_BATCH", switch="dynamic_shapes", mended="pytorch-dynamic")
    logits = Answers(body, nn.Identity()).eval()
    export("logits", logits, x[:64], dynamic_shapes=rows, **within, code="NOT_A_PROBABILITY", switch="torch.sigmoid", mended="pytorch-dynamic")  # fmt: skip
    doubled = Answers(body, torch.sigmoid).eval().double()
    export("double-input", doubled, x[:64].double(), dynamic_shapes=rows, **within, code="INPUT_TYPE", switch="torch.float32", mended="pytorch-dynamic")  # fmt: skip
    body.float()
    # Dropout that is left in: the runtime takes it out again, and what serves is the network as it answers after training.
    noisy = Answers(nn.Sequential(nn.Linear(width, 8), nn.Dropout(0.5), nn.Linear(8, 1)), torch.sigmoid).eval()
    with torch.no_grad():
        calm = noisy(asked)[:, 0].tolist()
    training = {"training": torch.onnx.TrainingMode.TRAINING, "do_constant_folding": False}
    export("in-training", noisy.train(), x[:2], calm, dynamo=False, dynamic_axes={"features": {0: "rows"}}, **training)


def train(body, x, y):
    steps = torch.optim.Adam(body.parameters(), 0.01)
    body.train()
    for _ in range(80):
        steps.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(body(x), y).backward()
        steps.step()
