package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import org.vmft.isa.toy.internal.code.Registers;

/** The operands of a line: lists of tokens that commas separate. */
final class Operands {
    private Operands() {}

    static List<List<Token>> split(List<Token> tokens) throws LineException {
        List<List<Token>> operands = new ArrayList<>();
        if (tokens.isEmpty()) {
            return operands;
        }
        List<Token> operand = new ArrayList<>();
        for (Token token : tokens) {
            if (token.is(",")) {
                operands.add(notEmpty(operand));
                operand = new ArrayList<>();
            } else {
                operand.add(token);
            }
        }
        operands.add(notEmpty(operand));
        return operands;
    }

    private static List<Token> notEmpty(List<Token> operand) throws LineException {
        if (operand.isEmpty()) {
            throw new LineException("an operand is missing");
        }
        return operand;
    }

    static void expect(String mnemonic, List<List<Token>> operands, int count) throws LineException {
        if (operands.size() != count) {
            throw new LineException(mnemonic + ": expected " + count + (count == 1 ? " operand" : " operands")
                    + ", actual " + operands.size());
        }
    }

    static int register(List<Token> operand) throws LineException {
        int number = operand.size() == 1 ? Registers.number(operand.get(0).text()) : -1;
        if (number < 0) {
            throw new LineException("expected a register, actual " + operand.get(0));
        }
        return number;
    }

    static Token single(List<Token> operand, Token.Kind kind, String expected) throws LineException {
        if (operand.size() != 1 || operand.get(0).kind() != kind) {
            throw new LineException("expected " + expected + ", actual " + operand.get(0));
        }
        return operand.get(0);
    }
}
